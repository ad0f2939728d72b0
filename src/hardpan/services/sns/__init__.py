"""SNS: the topic that alerts go to, and who gets them."""
