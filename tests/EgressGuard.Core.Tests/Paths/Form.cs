namespace EgressGuard.Core.Tests.Paths;

/// <summary>A pattern of istio-egress.md 3.1.</summary>
/// <param name="ClientPort">The port that clients dial.</param>
/// <param name="Protocol">Its protocol.</param>
/// <param name="EntryPort">The port that the gateway sends to.</param>
/// <param name="MeshBlock">The block of the mesh leg.</param>
/// <param name="ServerPort">The port of the Gateway's server.</param>
/// <param name="ServerProtocol">Its protocol.</param>
/// <param name="ServerMode">Its TLS; null for none.</param>
/// <param name="HopMode">The TLS of the hop; null for none.</param>
/// <param name="GatewayBlock">The block of the gateway leg.</param>
/// <param name="Originates">Whether the gateway originates TLS.</param>
internal sealed record Form(
    int ClientPort, string Protocol, int EntryPort, string MeshBlock, int ServerPort, string ServerProtocol, string? ServerMode, string? HopMode,
    string GatewayBlock, bool Originates)
{
    public static readonly Form[] All =
    [
        new(80, "HTTP", 80, "http", 80, "HTTP", null, null, "http", false), // P1
        new(80, "http", 80, "http", 80, "HTTP2", null, null, "http", false),
        new(443, "TLS", 443, "tls", 443, "TLS", "PASSTHROUGH", null, "tls", false), // P2
        new(443, "HTTPS", 443, "tls", 443, "TLS", "PASSTHROUGH", null, "tls", false),
        new(80, "HTTP", 443, "http", 80, "HTTP", null, null, "http", true), // P3
        new(80, "HTTP", 443, "http", 443, "HTTPS", "ISTIO_MUTUAL", "ISTIO_MUTUAL", "http", true), // P4
        new(443, "TLS", 443, "tls", 443, "TLS", "ISTIO_MUTUAL", "ISTIO_MUTUAL", "tcp", false), // P5
        new(80, "HTTP", 443, "http", 8443, "HTTPS", "MUTUAL", "MUTUAL", "http", true), // P6
        new(8443, "TCP", 8443, "tcp", 8443, "TCP", null, null, "tcp", false),
        new(8443, "", 8443, "tcp", 8443, "TCP", null, null, "tcp", false),
        new(443, "TCP", 443, "tcp", 8443, "TLS", "ISTIO_MUTUAL", "ISTIO_MUTUAL", "tcp", false),
    ];
}
