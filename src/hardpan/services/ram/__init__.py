"""RAM: resources that are shared with other accounts."""
