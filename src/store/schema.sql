-- The store's tables. `{text}` is a column of text that compares byte by byte; `{fields}` are the kept fields' columns.
-- Both databases understand everything else as it stands.

CREATE TABLE IF NOT EXISTS store (
    name {text} PRIMARY KEY,
    value {text} NOT NULL
);

CREATE TABLE IF NOT EXISTS customers (
    identity {text} PRIMARY KEY,
    tenant {text} NOT NULL,
    registered {text} NOT NULL,
    {fields},
    origin {text} NOT NULL,
    place {text} NOT NULL,
    first_seen {text} NOT NULL,
    last_seen {text} NOT NULL,
    gone_since {text} NOT NULL
);
CREATE INDEX IF NOT EXISTS customers_by_tenant ON customers (tenant);
CREATE INDEX IF NOT EXISTS customers_by_registered ON customers (registered);

CREATE TABLE IF NOT EXISTS former_names (
    identity {text} NOT NULL REFERENCES customers (identity) ON UPDATE CASCADE ON DELETE CASCADE,
    name {text} NOT NULL,
    until {text} NOT NULL,
    PRIMARY KEY (identity, name)
);

-- `run` is empty for a decision in force, or the announced run that read it.
CREATE TABLE IF NOT EXISTS decisions (
    company {text} NOT NULL,
    known {text} NOT NULL,
    decision {text} NOT NULL,
    day {text} NOT NULL,
    run {text} NOT NULL,
    PRIMARY KEY (company, known, run)
);
CREATE INDEX IF NOT EXISTS decisions_by_known ON decisions (known);

CREATE TABLE IF NOT EXISTS runs (
    run {text} PRIMARY KEY,
    day {text} NOT NULL,
    machine {text} NOT NULL,
    folder {text} NOT NULL,
    inputs {text} NOT NULL,
    state {text} NOT NULL
);

-- What runs came to. Every run that begins is here, published or not.
CREATE TABLE IF NOT EXISTS history (
    started {text} NOT NULL,
    machine {text} NOT NULL,
    folder {text} NOT NULL,
    inputs {text} NOT NULL,
    failed_inputs {text} NOT NULL,
    total_rows {text} NOT NULL,
    accepted {text} NOT NULL,
    relationship_request {text} NOT NULL,
    review {text} NOT NULL,
    rejected {text} NOT NULL,
    milliseconds {text} NOT NULL,
    exit_code {text} NOT NULL,
    problem {text} NOT NULL,
    PRIMARY KEY (started, machine)
);
