"""One module per page; each has `page()`, and `KEYS` where the page has keys of its own."""
