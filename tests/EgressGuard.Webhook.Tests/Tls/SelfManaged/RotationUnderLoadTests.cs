using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Live;
using EgressGuard.Webhook.Tls.SelfManaged;

namespace EgressGuard.Webhook.Tests.Tls.SelfManaged;

/// <summary>
/// Real processes that share a Secret, and callers that trust exactly the caBundle of the webhook configuration, a little late, as API
/// servers do. Whatever happens to certificates and replicas, no review is lost.
/// </summary>
public sealed class RotationUnderLoadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How old what an API server knows of its configuration may be; less than the grace.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2.5);

    // The lifetime leaves six seconds to renew, which a busy machine may need.
    private static readonly string[] Arguments =
    [
        "--serving-certificate", "self-managed", "--certificate-lifetime", "18s", "--ca-lifetime", "1h", "--ca-grace", "6s",
        "--drain-seconds", "3", "--log-level", "warning",
    ];

    [Fact]
    public async Task Renewal_rotation_and_rolling_restarts_lose_no_review()
    {
        await using var world = await LiveWorld.WithoutWebhookAsync();
        UpkeepWorld.PutConfiguration(world.Cluster, "ValidatingWebhookConfiguration");
        UpkeepWorld.PutConfiguration(world.Cluster, "MutatingWebhookConfiguration");
        var replicas = new List<WebhookProcess>();
        try
        {
            replicas.AddRange(await Task.WhenAll(world.StartReplicaAsync(Arguments), world.StartReplicaAsync(Arguments)));
            var (first, authority) = (Data(world, "tls.crt"), Data(world, "ca.crt"));
            await using var load = new Load(world);
            load.UseReplicas(replicas);

            await WithinAsync(() => Data(world, "tls.crt") != first, "the renewal of the certificate");
            Assert.Equal(authority, Data(world, "ca.crt"));

            Rotate(world);
            await WithinAsync(() => Data(world, "ca.crt") != authority, "the change of the authority");
            Assert.Equal(authority, Data(world, "ca-previous.crt"));

            // As a Deployment does: a new one, and when it is ready one of the old ones goes.
            for (var i = 0; i < 2; i++)
            {
                replicas.Add(await world.StartReplicaAsync(Arguments));
                var old = replicas[0];
                replicas.RemoveAt(0);
                load.UseReplicas(replicas);
                await old.SignalAsync("TERM");
                Assert.Equal(0, await old.WaitForExitAsync());
                await old.DisposeAsync();
            }

            await WithinAsync(() => Bundle(world) == Data(world, "ca.crt"), "the end of the trust in the old authority");
            await load.ReviewsAsync(200);
            await load.StopAsync();

            Assert.Empty(load.Failures);
            Assert.True(load.Issuers.Count >= 2, "Certificates of both authorities were served.");
            Assert.True(load.Served.Count >= 3, $"{load.Served.Count} certificates were served.");
            Assert.Contains(world.Cluster.Requests, request => request is { IsWatch: true, Path: "/api/v1/namespaces/default/secrets" }
                && request.Query.Contains("fieldSelector=metadata.name%3Degressguard-serving", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var replica in replicas)
            {
                await replica.DisposeAsync();
            }
        }
    }

    private static void Rotate(LiveWorld world)
    {
        var secret = world.Cluster.Find("secrets", "default", "egressguard-serving")!;
        secret["metadata"]!["annotations"] ??= new JsonObject();
        secret["metadata"]!["annotations"]![ServingSecret.Rotate] = "ca";
        world.Cluster.Put(secret);
    }

    private static string? Data(LiveWorld world, string key) =>
        (string?)world.Cluster.Find("secrets", "default", "egressguard-serving")?["data"]?[key] is { } text
            ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;

    private static string CaBundle(LiveWorld world) => (string)world.Cluster
        .Find("validatingwebhookconfigurations", "", "egressguard-validating")!["webhooks"]![0]!["clientConfig"]!["caBundle"]!;

    private static string Bundle(LiveWorld world) => Encoding.UTF8.GetString(Convert.FromBase64String(CaBundle(world)));

    private static async Task WithinAsync(Func<bool> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"Waited {Patience.TotalSeconds:0} s in vain for {what}.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Callers without pause, each a few reviews to a connection, so that there are handshakes all the time.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private const int ReviewsPerConnection = 5;

        private readonly CancellationTokenSource _stop = new();
        private readonly Task[] _callers;
        private readonly LiveWorld _world;
        private (string CaBundle, long At) _known;
        private ImmutableArray<WebhookProcess> _replicas = [];
        private int _answered;

        public Load(LiveWorld world)
        {
            _world = world;
            _known = (CaBundle(world), Stopwatch.GetTimestamp());
            _callers = [.. Enumerable.Range(0, 3).Select(number => Task.Run(() => CallAsync(number)))];
        }

        public ConcurrentQueue<string> Failures { get; } = new();

        /// <summary>The serial numbers of the certificates in the Secret while reviews were answered, and who had issued them.</summary>
        public ConcurrentDictionary<string, int> Served { get; } = new();

        public ConcurrentDictionary<string, int> Issuers { get; } = new();

        public void UseReplicas(IEnumerable<WebhookProcess> replicas) =>
            ImmutableInterlocked.InterlockedExchange(ref _replicas, [.. replicas]);

        public Task ReviewsAsync(int more)
        {
            var goal = Volatile.Read(ref _answered) + more;
            return WithinAsync(() => Volatile.Read(ref _answered) >= goal, $"{more} more reviews");
        }

        public Task StopAsync()
        {
            _stop.Cancel();
            return Task.WhenAll(_callers);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }

        private async Task CallAsync(int number)
        {
            for (var i = number; !_stop.IsCancellationRequested; i++)
            {
                var replicas = _replicas;
                if (replicas.IsEmpty)
                {
                    await Task.Yield();
                    continue;
                }

                try
                {
                    var port = replicas[i % replicas.Length].AdmissionPort;
                    using var caller = new TrustingCaller(LateCaBundle(), "egressguard.default.svc", port)
                    {
                        Seen = certificate =>
                        {
                            Served.TryAdd(certificate.GetSerialNumberString(), 0);
                            Issuers.TryAdd(certificate.Issuer, 0);
                        },
                    };
                    for (var review = 0; review < ReviewsPerConnection; review++)
                    {
                        Assert.Equal(403, (await caller.ReviewAsync()).Code);
                        Interlocked.Increment(ref _answered);
                        await Task.Delay(5);
                    }
                }
                catch (Exception exception)
                {
                    Failures.Enqueue($"{DateTimeOffset.UtcNow:O} {exception}");
                }
            }
        }

        private string LateCaBundle()
        {
            lock (_stop)
            {
                if (Stopwatch.GetElapsedTime(_known.At) > Lag)
                {
                    _known = (CaBundle(_world), Stopwatch.GetTimestamp());
                }

                return _known.CaBundle;
            }
        }
    }
}
