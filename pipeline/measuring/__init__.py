"""How well documents were read, and what changed between two datasets: figures from annotated documents, and differences."""
