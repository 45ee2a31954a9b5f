"""Other servers that are given the same products: started, prepared and spoken to as their own documents say."""
