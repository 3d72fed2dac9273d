-- +goose Up
-- What pages read of the tables that grow with each case, each by an index of its own.
CREATE INDEX casefile_received ON casefile (received, number);
CREATE INDEX casefile_rated ON casefile (service, stars) WHERE stars > 0;
CREATE INDEX message_case ON message (number, at);
DROP INDEX look_register;
CREATE INDEX look_granted ON look (register, data_grant, at) WHERE data_grant <> 0 AND refused = '';
CREATE INDEX look_used ON look (register, at, id) WHERE register <> '';
CREATE INDEX message_unseen ON message (person) WHERE seen = 0;
CREATE INDEX casefile_nobody ON casefile (office) WHERE ended = 0 AND handler = '';
