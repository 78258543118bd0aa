"""Exercise files: schema, loading, what they measure, verdicts."""
