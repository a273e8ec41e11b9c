-- The five roles of Wayhome and its database. Run by whoever owns the cluster: the embedded launcher or the compose
-- file's init script. Passwords come from the environment, so that they show neither in a process list nor in a log.
-- Safe to run again: it sets the passwords anew and changes nothing else.
\set ON_ERROR_STOP on
\getenv owner_password WAYHOME_OWNER_PASSWORD
\getenv app_password WAYHOME_APP_PASSWORD
\getenv sealer_password WAYHOME_SEALER_PASSWORD
\getenv audit_password WAYHOME_AUDIT_PASSWORD
\getenv backup_password WAYHOME_BACKUP_PASSWORD

SELECT format('CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION LOGIN', name)
FROM unnest(ARRAY['wayhome_owner', 'wayhome_app', 'wayhome_sealer', 'wayhome_audit', 'wayhome_backup']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE wayhome_owner PASSWORD :'owner_password';
ALTER ROLE wayhome_app PASSWORD :'app_password';
ALTER ROLE wayhome_sealer PASSWORD :'sealer_password';
ALTER ROLE wayhome_audit PASSWORD :'audit_password';
ALTER ROLE wayhome_backup BYPASSRLS PASSWORD :'backup_password';
GRANT pg_read_all_data TO wayhome_backup;

SELECT format('CREATE DATABASE %I OWNER wayhome_owner', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO wayhome_app, wayhome_sealer, wayhome_audit, wayhome_backup;
