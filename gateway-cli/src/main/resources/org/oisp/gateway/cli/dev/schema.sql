-- The tables of the OISP dashboard that the gateway uses, as the dashboard makes them. A gateway never alters them.
CREATE SCHEMA dashboard;
CREATE TYPE dashboard."enum_connectionBindings_type" AS ENUM ('mqtt', 'ws');
CREATE TYPE dashboard.enum_devices_status AS ENUM ('active', 'created');

CREATE TABLE dashboard.devices (
  uid uuid PRIMARY KEY,
  id varchar(255) NOT NULL,
  name varchar(255) NOT NULL,
  description varchar(255),
  "gatewayId" varchar(255) NOT NULL,
  "accountId" uuid NOT NULL,
  loc numeric[],
  email varchar(255),
  phone varchar(255),
  status dashboard.enum_devices_status NOT NULL DEFAULT 'created',
  created timestamptz NOT NULL,
  updated timestamptz NOT NULL,
  UNIQUE (id, "accountId")
);

CREATE TABLE dashboard."connectionBindings" (
  id uuid PRIMARY KEY,
  "deviceUID" uuid NOT NULL,
  "lastConnectedAt" timestamptz NOT NULL,
  server varchar(50) NOT NULL,
  "connectingStatus" boolean NOT NULL DEFAULT false,
  type dashboard."enum_connectionBindings_type" NOT NULL,
  created timestamptz NOT NULL,
  updated timestamptz NOT NULL,
  UNIQUE ("deviceUID", type)
);
