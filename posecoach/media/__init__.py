"""Reading and writing moving pictures: files, URLs, cameras."""
