"""The newsroom's keys: made offline, used online as little as possible, replaced and revoked. No Django."""
