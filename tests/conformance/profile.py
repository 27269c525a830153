"""A pytest plugin for the suite of tuf-conformance: its simulated repository writes format 1's profile of TUF.

Keys are Ed25519, ``meta`` has lengths and hashes, metadata is in the one right form, targets lead to a manifest. What a
test then does to that repository is the suite's own affair. Loaded with ``-p tests.conformance.profile``.
"""

from __future__ import annotations

from typing import Any

MANIFEST = (
    b'{"edition":1,"encodings_root":"' + b"0" * 64 + b'","entries":0,"format":"tamizdat-edition-v1",'
    b'"issued_at":"2026-01-01T00:00:00Z","map_root":"' + b"0" * 64 + b'","previous":null}'
)


def pytest_configure() -> None:
    """Before the suite makes its first repository."""
    from tuf.api.serialization.json import JSONSerializer
    from tuf_conformance._internal import client_runner, repository_simulator, simulator_server

    class OneForm(JSONSerializer):
        """Compact, signatures ascending by key id."""

        def __init__(self) -> None:
            super().__init__(compact=True)

        def serialize(self, metadata_obj: Any) -> bytes:
            ordered = sorted(metadata_obj.signatures.items())
            metadata_obj.signatures.clear()
            metadata_obj.signatures.update(ordered)
            return super().serialize(metadata_obj)

    repository_simulator.JSONSerializer = OneForm
    client_runner.JSONSerializer = OneForm
    simulator = repository_simulator.RepositorySimulator
    simulator.new_signer.__defaults__ = ("ed25519", "ed25519")
    publish, initialize, fetch = simulator.publish, simulator._initialize, simulator.fetch

    def with_manifest(self: Any, roles: Any, verify_version: bool = True) -> None:
        if "targets" in roles and "manifest.json" not in self.targets.targets:
            self.add_artifact("targets", MANIFEST, "manifest.json")
        publish(self, roles, verify_version)

    def with_hashes(self: Any) -> None:
        self.compute_metafile_hashes_length = True
        initialize(self)

    def without_counting(self: Any, path: str) -> bytes:
        """To us the manifest is the last step to an edition, and no artifact."""
        data: bytes = fetch(self, path)
        if path.endswith(".manifest.json"):
            self.artifact_statistics.pop()
        return data

    simulator.publish, simulator._initialize, simulator.fetch = with_manifest, with_hashes, without_counting
    for server in (simulator_server.SimulatorServer, simulator_server.StaticServer):
        wait_a_little(server)


def wait_a_little(server: Any) -> None:
    """The suite asks for requests in a tight circle while a client runs: let it sleep between two looks."""
    begin = server.__init__

    def with_patience(self: Any, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        self.timeout = 0.05

    server.__init__ = with_patience
