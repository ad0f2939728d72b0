"""AWS Account Management: whom AWS reaches about an account, and which Regions it has switched on."""
