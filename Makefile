UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
export UV_PYTHON_DOWNLOADS ?= never
ifeq ($(UV),.tools/bin/uv)
BOOT := $(UV)
endif
.tools/bin/uv: ; python3 -m pip install -q --disable-pip-version-check --target .tools "uv>=0.9"
lock: $(BOOT)
	$(UV) pip compile -q --universal --generate-hashes --no-header pyproject.toml -o requirements/run.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --group dev pyproject.toml -o requirements/dev.txt
