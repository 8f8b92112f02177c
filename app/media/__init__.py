"""Opens media files and gives pictures and sound with their times: the only importer of PyAV."""
