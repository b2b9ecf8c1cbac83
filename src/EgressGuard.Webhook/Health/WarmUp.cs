using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Webhook.Admission;
using EgressGuard.Webhook.Listening;
using EgressGuard.Webhook.Live;
using EgressGuard.Webhook.Tls;

namespace EgressGuard.Webhook.Health;

/// <summary>
/// Runs everything that a review runs before the first one comes, so that no API server waits for the compiler (engineering.md 3.4).
/// The rules are run in process; TLS, HTTP and the endpoints over a real connection to the webhook's own port.
/// </summary>
internal sealed partial class WarmUp(
    IHostApplicationLifetime application,
    IServiceProvider services,
    CertificateStore certificates,
    Readiness readiness,
    TimeProvider time,
    ILogger<WarmUp> logger,
    LiveCluster? cluster = null)
    : BackgroundService
{
    private const int Rounds = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    /// <summary>What is judged. Each breaks rules, so that findings and messages are made too.</summary>
    internal static IReadOnlyList<byte[]> Reviews { get; } =
    [
        Review(
            "networking.istio.io",
            "ServiceEntry",
            """{"hosts":["warm-up.example.com"],"ports":[{"number":443,"name":"tls","protocol":"TLS"}]}"""),
        Review(
            "networking.istio.io",
            "VirtualService",
            """{"hosts":["warm-up.example.com"],"tls":[{"match":[{"sniHosts":["warm-up.example.com"]}],"route":[{"destination":{"host":"warm-up.example.com"}}]}]}"""),
        Review(
            "",
            "Pod",
            """{"hostNetwork":true,"containers":[{"name":"warm-up","image":"warm-up","securityContext":{"capabilities":{"add":["NET_ADMIN"]}}}]}"""),
    ];

    // Something that no rule concerns, so that no policy can refuse it and the log stays clean.
    private static readonly byte[] Harmless = Encoding.UTF8.GetBytes(
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"warm-up","operation":"CONNECT","kind":{"group":"","version":"v1","kind":"PodExecOptions"}}}""");

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = application.ApplicationStarted.Register(started.SetResult);
        var start = Stopwatch.GetTimestamp();
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            await WithinPatienceAsync(end => Task.Run(() => Judge(end), end), stoppingToken);
            await ClusterIsReadAsync(stoppingToken);
            await WithinPatienceAsync(CallAsync, stoppingToken);
            LogWarm((int)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (Exception exception)
        {
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            // Slow first reviews are better than none.
            LogCold(exception);
        }

        readiness.WarmedUp();
    }

    private static async Task WithinPatienceAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(Patience);
        await work(end.Token);
    }

    /// <summary>Until then reviews are turned away, its own, too.</summary>
    private async Task ClusterIsReadAsync(CancellationToken stop)
    {
        while (cluster is { IsReady: false })
        {
            await Task.Delay(Glance, time, stop);
        }
    }

    private static void Judge(CancellationToken end)
    {
        using var output = new PooledBuffer();
        var basis = new JudgingBasis(MeshSnapshot.Empty, EgressPolicy.Default, ExemptionSet.Empty, DateTimeOffset.UnixEpoch);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var review in Reviews)
            {
                foreach (var phase in (ReadOnlySpan<AdmissionPhase>)[AdmissionPhase.Validate, AdmissionPhase.Mutate])
                {
                    output.Clear();
                    AdmissionReviewer.Review(phase, review, basis, end).WriteTo(output);
                }
            }
        }
    }

    private static byte[] Review(string group, string kind, string spec) => Encoding.UTF8.GetBytes(
        $$$"""
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"warm-up","operation":"CREATE",
        "kind":{"group":"{{{group}}}","version":"v1","kind":"{{{kind}}}"},"namespace":"warm-up","name":"warm-up","object":
        {"apiVersion":"{{{(group.Length == 0 ? "v1" : group + "/v1")}}}","kind":"{{{kind}}}","metadata":{"name":"warm-up"},"spec":{{{spec}}} } } }
        """);

    private async Task CallAsync(CancellationToken end)
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false, // the pod's proxy is for the world outside
            SslOptions = new SslClientAuthenticationOptions
            {
                // Itself, and nobody else: the certificate need not name localhost, and it is the caller's as well.
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is not null && certificates.IsOwn(certificate.GetRawCertData()),
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificates.Current.Leaf,
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{services.BoundPorts().Admission}") };
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var path in (IEnumerable<string>)["/validate", "/mutate"])
            {
                using var body = new ByteArrayContent(Harmless) { Headers = { ContentType = new MediaTypeHeaderValue(MediaType.Json) } };
                using var response = await client.PostAsync(new Uri(path, UriKind.Relative), body, end);
                response.EnsureSuccessStatusCode();
            }
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Warm after {Milliseconds} ms.")]
    private partial void LogWarm(int milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "The warm-up did not come to its end. The first reviews may be slow.")]
    private partial void LogCold(Exception exception);
}
