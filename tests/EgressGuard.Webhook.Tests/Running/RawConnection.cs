using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;

namespace EgressGuard.Webhook.Tests.Running;

/// <summary>A TLS connection on which a test can say what no HTTP client would.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _tcp;

    private RawConnection(TcpClient tcp, SslStream tls) => (_tcp, Tls) = (tcp, tls);

    public SslStream Tls { get; }

    public static async Task<RawConnection> OpenAsync(int port, params SslApplicationProtocol[] protocols)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("localhost", port);
        var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = protocols.Length == 0 ? null : [.. protocols],
            RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None,
        });
        return new RawConnection(tcp, tls);
    }

    public async Task SendAsync(string text)
    {
        await Tls.WriteAsync(Encoding.UTF8.GetBytes(text));
        await Tls.FlushAsync();
    }

    /// <summary>Says that nothing more comes, and goes on listening.</summary>
    public Task EndSendingAsync() => Tls.ShutdownAsync();

    /// <summary>Reads one response. A status of 0 means that the connection was closed without one.</summary>
    public async Task<RawResponse> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            try
            {
                if (await Tls.ReadAsync(one, patience.Token) == 0)
                {
                    return RawResponse.None;
                }
            }
            catch (IOException)
            {
                return RawResponse.None;
            }

            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await Tls.ReadExactlyAsync(body, patience.Token);
        return new RawResponse(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, body);
    }

    /// <summary>Breaks the connection off, as a caller that crashes does.</summary>
    public void Reset()
    {
        _tcp.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await Tls.DisposeAsync();
        _tcp.Dispose();
    }
}

/// <summary>A response as it came.</summary>
internal sealed record RawResponse(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The connection was closed without a response.</summary>
    public static RawResponse None { get; } = new(0, new Dictionary<string, string>(), []);

    public string Text => Encoding.UTF8.GetString(Body);

    public ReviewResponse AsReview(AdmissionPhase phase = AdmissionPhase.Validate) =>
        ApiServerContract.Verify(phase, Samples.Uid, Status, Headers.GetValueOrDefault("Content-Type"), Body);
}
