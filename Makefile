# The verbs of this project. Each is one line, so that it can be read before it is run.
SWIFT ?= swift
SOURCES = Package.swift Sources Tests

.PHONY: build release test check lint format

build: ; $(SWIFT) build
release: ; $(SWIFT) build -c release --static-swift-stdlib --product drawdown
test: ; $(SWIFT) test --disable-xctest
lint: ; $(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
format: ; $(SWIFT) format format --in-place --parallel --recursive $(SOURCES)
check: lint ; $(SWIFT) build --explicit-target-dependency-import-check error && $(MAKE) test
