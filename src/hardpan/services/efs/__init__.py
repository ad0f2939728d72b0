"""EFS: file systems that machines share."""
