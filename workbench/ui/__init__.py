"""The workbench in the browser: the shell, the pages and the components on them."""
