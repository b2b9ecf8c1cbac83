using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Webhook.Admission;
using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Judging;
using EgressGuard.Webhook.Listening;
using EgressGuard.Webhook.Live;
using EgressGuard.Webhook.Logging;
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
    CurrentBasis current,
    WebhookOptions options,
    Readiness readiness,
    TimeProvider time,
    ILogger<WarmUp> logger,
    LiveCluster? cluster = null)
    : BackgroundService
{
    private const int Rounds = 3;
    private const int Connections = 2;
    private const int CallsOfEachSort = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    // Something that no rule concerns, so that no policy can refuse it and the log stays clean. One fits into a packet, the other does not.
    private static readonly byte[][] Harmless = [.. ((int[])[10, 6_000]).Select(length => Encoding.UTF8.GetBytes(
        $$$"""
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"warm-up","operation":"CONNECT",
        "kind":{"group":"","version":"v1","kind":"PodExecOptions"},"name":"{{{new string('x', length)}}}"} }
        """))];

    /// <summary>What is judged and refused.</summary>
    internal static IReadOnlyList<byte[]> Reviews => WarmUpReviews.Refused;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = application.ApplicationStarted.Register(started.SetResult);
        var start = Stopwatch.GetTimestamp();
        try
        {
            // Beside the start of the host and the first calls: it is the longest part.
            var judged = WithinPatienceAsync(end => Task.Run(() => Judge(end), end), stoppingToken);
            await started.Task.WaitAsync(stoppingToken);
            await ClusterIsReadAsync(stoppingToken);
            for (var connection = 0; connection < Connections; connection++)
            {
                await WithinPatienceAsync(CallAsync, stoppingToken);
            }

            await judged;
            await WithinPatienceAsync(end => Task.Run(() => JudgeInMesh(end), end), stoppingToken);
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

    /// <summary>Everything that is judged, in a mesh of its own, and a log that nobody reads.</summary>
    private void Judge(CancellationToken end)
    {
        using var output = new PooledBuffer();
        using var nowhere = new LineLogging(options.LogFormat, Stream.Null, time);
        using var factory = new LoggerFactory([nowhere]);
        var log = new DecisionLog(factory.CreateLogger<DecisionLog>(), time);
        var basis = WarmUpReviews.Basis();
        for (var round = 0; round < Rounds; round++)
        {
            Judge(basis, output, log, end);
        }
    }

    /// <summary>What is looked up in a mesh is worked out at the first question. That is asked here.</summary>
    private void JudgeInMesh(CancellationToken end)
    {
        using var output = new PooledBuffer();
        Judge(current.Current.At(time.GetUtcNow()), output, log: null, end);
    }

    private static void Judge(JudgingBasis basis, PooledBuffer output, DecisionLog? log, CancellationToken end)
    {
        foreach (var review in WarmUpReviews.All)
        {
            foreach (var phase in (ReadOnlySpan<AdmissionPhase>)[AdmissionPhase.Validate, AdmissionPhase.Mutate])
            {
                output.Clear();
                var answer = AdmissionReviewer.Review(phase, review, basis, end);
                answer.WriteTo(output);
                log?.Decision(phase, answer, TimeSpan.Zero);
            }
        }
    }

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
        for (var round = 0; round < CallsOfEachSort; round++)
        {
            foreach (var path in (IEnumerable<string>)["/validate?timeout=10s", "/mutate?timeout=10s"])
            {
                using var body = new ByteArrayContent(Harmless[round % Harmless.Length]) { Headers = { ContentType = new MediaTypeHeaderValue(MediaType.Json) } };
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
