# The verbs of this project. Each is a line or two, so that it can be read before it is run.
SWIFT ?= swift
SOURCES = Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzzing/Package.swift Fuzzing/Sources
RELEASE = -c release --static-swift-stdlib --product drawdown
PREFIX ?= /usr/local

.PHONY: run test setup build release install check imports lint format clean
.PHONY: test-pages test-focus test-schema test-pdf test-postgres test-scale test-thread test-address
.PHONY: bench bench-stages bench-gate bench-scale faults kills kills-postgres damage soak fuzz coverage docs pictures

# The two that do everything: set up, build, and run the fixture world, or pass the tests.
run: release ; @Scripts/run-world
test: setup imports ; $(SWIFT) test --disable-xctest

setup: ; @Scripts/install-packages
build: setup ; $(SWIFT) build
# One file that needs no library but those of C and C++: Scripts/static-libraries says how.
release: setup ; @Scripts/static-libraries
	PKG_CONFIG_PATH=$(CURDIR)/.build/static $(SWIFT) build $(RELEASE)
# The binary, the manual page and the completions of bash, zsh and fish.
install: release ; @Scripts/install "$(DESTDIR)$(PREFIX)"

# Before every commit.
check: lint test
imports: ; $(SWIFT) build --build-tests --explicit-target-dependency-import-check error
lint: ; $(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
format: ; $(SWIFT) format format --in-place --parallel --recursive $(SOURCES)

# What others wrote holds our files: a browser, the FOCUS validator, a validator of JSON Schema.
test-pages: release ; @Scripts/install-browser && Scripts/test-pages
test-focus: ; @python3 Tests/Validators/focus
test-schema: ; @python3 Tests/Validators/schemas
test-pdf: ; @Scripts/install-printing
	$(SWIFT) test --disable-xctest --filter PrintTests

# The tests that concern ledgers once more, with a PostgreSQL server in a scratch folder.
ON_SERVER = ^(StorageTests|LedgerTests|ExplanationTests|ExportsTests)\.|^PipelineTests\.(Server|GoingOn|PipelineProperty)|^CommandTests\.PostgreSQL
test-postgres: setup
	Scripts/postgresql $(SWIFT) test --disable-xctest --filter '$(ON_SERVER)'

# Real engines on this machine, with workers that are killed.
test-scale: release ; @Scripts/test-scale

# What DURABILITY.md promises, in full; the tests have short forms. Hours on a slow disk.
COUNT ?= 1000
SEED ?= 1
NIGHTS ?= 60
LEDGER ?= ledger.db
faults: release ; @python3 Tests/Durability/faults.py --seed $(SEED)
kills: release ; @python3 Tests/Durability/kills.py --count $(COUNT) --seed $(SEED) --ledger '$(LEDGER)'
kills-postgres: release ; @Scripts/postgresql Scripts/kills-postgres $(COUNT) $(SEED)
damage: release ; @python3 Tests/Durability/damage.py --seed $(SEED)
soak: release ; @python3 Tests/Durability/soak.py --nights $(NIGHTS) --seed $(SEED)

# Now and then.
bench: release ; @python3 Benchmarks/comparison
bench-stages: setup ; $(SWIFT) run -c release --package-path Benchmarks StageBenchmarks
bench-gate: release ; @python3 Benchmarks/gate.py
bench-scale: release ; @python3 Benchmarks/scale
test-thread: setup ; $(SWIFT) test --disable-xctest --sanitize=thread --scratch-path .build-thread
test-address: setup ; $(SWIFT) test --disable-xctest --sanitize=address --scratch-path .build-address -Xswiftc -use-ld=lld
fuzz: setup ; @Scripts/fuzz "$(TARGET)" $(TIME)
coverage: setup ; $(SWIFT) test --disable-xctest --enable-code-coverage && Scripts/coverage --check
docs: build ; @Scripts/docs
pictures: release ; @Scripts/install-browser && Scripts/make-pictures
clean: ; rm -rf .build .build-thread .build-address out
