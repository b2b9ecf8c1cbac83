using System.Net.Security;

namespace EgressGuard.Robustness.Faults;

/// <summary>The first bytes of TLS handshakes.</summary>
internal static class ClientHello
{
    /// <summary>From a client that knows nothing newer than TLS 1.0.</summary>
    public static byte[] Tls10 { get; } = Old(0x01);

    /// <summary>From a client that knows nothing newer than TLS 1.1.</summary>
    public static byte[] Tls11 { get; } = Old(0x02);

    /// <summary>What the runtime's client sends first.</summary>
    public static async Task<byte[]> RecordAsync()
    {
        using var wire = new OneWay();
        await using var tls = new SslStream(wire);
        await Assert.ThrowsAnyAsync<IOException>(() => tls.AuthenticateAsClientAsync("localhost"));
        return wire.ToArray();
    }

    private static byte[] Old(byte minor)
    {
        byte[] ciphers = [0xC0, 0x09, 0xC0, 0x0A, 0xC0, 0x13, 0xC0, 0x14, 0x00, 0x2F, 0x00, 0x35];
        byte[] body = [0x03, minor, .. new byte[32], 0, 0, (byte)ciphers.Length, .. ciphers, 1, 0];
        return [0x16, 0x03, 0x01, 0, (byte)(body.Length + 4), 0x01, 0, 0, (byte)body.Length, .. body];
    }

    /// <summary>Keeps what is written; the other side has hung up.</summary>
    private sealed class OneWay : MemoryStream
    {
        public override int Read(Span<byte> buffer) => 0;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(0);
    }
}
