"""From a page as downloaded to its text: what is content, what is a title, where one page holds several reports."""
