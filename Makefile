# Every target sets up what it needs by itself; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CONTRACT := services/api_docs/contract
CLIENT ?= .build/zhenggai-client
CLIENT_STAMP := $(VENV)/client/.installed
NOTICE ?=
DEMO_EXIT ?=

.DEFAULT_GOAL := help
.PHONY: help demo run test lint bench lock format openapi client

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## a notice becomes a ledger, driven to a realistic spread (NOTICE=path, DEMO_EXIT=1)
	$(BIN)/zhenggai demo $(if $(NOTICE),--notice "$(NOTICE)") $(if $(DEMO_EXIT),--exit)

run: $(STAMP) ## the whole platform on http://127.0.0.1:8000
	$(BIN)/zhenggai run

lint: $(STAMP) ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: lint $(CLIENT_STAMP) ## lint, then every test
	$(BIN)/pytest -n 2 --dist worksteal

bench: $(STAMP) ## measure this machine; writes bench-results.json
	$(BIN)/python -m tests.bench

openapi: $(STAMP) ## write the OpenAPI document anew; a test compares it with the last released one
	$(BIN)/zhenggai openapi > $(CONTRACT)/current.json

client: $(CLIENT_STAMP) ## a typed Python client in $(CLIENT), generated from the OpenAPI document
	$(BIN)/zhenggai openapi > $(VENV)/client/openapi.json
	PATH="$(CURDIR)/$(VENV)/client/bin:$$PATH" $(VENV)/client/bin/openapi-python-client generate --path $(VENV)/client/openapi.json \
		--config $(CONTRACT)/client.yaml --output-path $(CLIENT) --meta setup --overwrite --fail-on-warning

$(CLIENT_STAMP): $(STAMP) $(CONTRACT)/client.lock
	@test -x $(VENV)/client/bin/pip || $(PYTHON) -m venv $(VENV)/client
	$(VENV)/client/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $(CONTRACT)/client.lock
	@touch $@

format: $(STAMP) ## apply the formatter and safe fixes
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(STAMP) ## resolve pyproject.toml anew into requirements.lock
	@test -x $(VENV)/lock/bin/uv || ($(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv)
	$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra embedded --group dev pyproject.toml -o requirements.lock
	$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		-c requirements.lock pyproject.toml -o services/requirements.lock
	echo openapi-python-client | $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate - -o $(CONTRACT)/client.lock
