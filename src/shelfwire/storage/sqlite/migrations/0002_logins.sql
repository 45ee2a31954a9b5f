-- What APIs need whose clients log in.

-- SHA-256 of the second secret of a credential; NULL where it has none.
ALTER TABLE credentials ADD COLUMN password_hash BLOB;

-- One row: what this installation alone knows.
CREATE TABLE installation (
    installation_id INTEGER PRIMARY KEY CHECK (installation_id = 1),
    signing_key BLOB NOT NULL
) STRICT;
