"""Networks: pure ``torch.nn`` modules that know nothing of files, numpy or people."""
