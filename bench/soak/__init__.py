"""A long run of many visitors on all pages: whether memory, threads, handles and times of answers stay as they are."""
