using EgressGuard.EndToEnd.Client;

namespace EgressGuard.EndToEnd.Cluster;

/// <summary>A cluster to test with: one of the run's own, or one that runs already.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private const int Tries = 3;

    private readonly List<ChildProcess> _processes = [];

    private TestCluster(KubeClient kube, string kubeConfigFile, bool isOwn) =>
        (Kube, KubeConfigFile, IsOwn) = (kube, kubeConfigFile, isOwn);

    /// <summary>Asks it, as somebody who may do everything.</summary>
    public KubeClient Kube { get; }

    /// <summary>How programs reach it.</summary>
    public string KubeConfigFile { get; }

    /// <summary>Whether it was made for this run.</summary>
    public bool IsOwn { get; }

    /// <summary>What its programs printed last.</summary>
    public IEnumerable<string> Tails => _processes.Select(process => process.Tail);

    public static Task<TestCluster> StartAsync(TemporaryFolder folder, Authority authority) =>
        ClusterSource.KubeConfig is { } file
            ? Task.FromResult(new TestCluster(KubeConfigReader.Connect(file), file, isOwn: false))
            : MakeAsync(folder, authority);

    /// <summary>Has the API server hang for a time: its connections stay open, and nothing is answered. For a cluster of the run's own.</summary>
    public async Task HangAsync(TimeSpan time)
    {
        var server = _processes[^1];
        await server.SignalAsync("STOP");
        try
        {
            await Task.Delay(time);
        }
        finally
        {
            await server.SignalAsync("CONT");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kube.Dispose();
        foreach (var process in _processes.AsEnumerable().Reverse())
        {
            await process.DisposeAsync();
        }
    }

    private static async Task<TestCluster> MakeAsync(TemporaryFolder folder, Authority authority)
    {
        var administrator = authority.Administrator();
        var (etcd, etcdAddress) = await RetryAsync(async () =>
        {
            using var http = new HttpClient();
            return await EtcdProcess.StartAsync(ClusterSource.Program("etcd"), folder, http);
        });
        try
        {
            var (server, address) = await RetryAsync(() => ApiServerProcess.StartAsync(
                ClusterSource.Program("kube-apiserver"), folder, etcdAddress, authority, IsReadyAsync));
            var file = folder.Write("kubeconfig", KubeConfigText.Of(address, authority.CertificatePem, administrator));
            var cluster = new TestCluster(NewClient(address), file, isOwn: true);
            cluster._processes.AddRange([etcd, server]);
            return cluster;
        }
        catch (Exception exception)
        {
            await etcd.DisposeAsync();
            throw new InvalidOperationException($"{exception.Message}\n{etcd.Tail}", exception);
        }

        KubeClient NewClient(Uri address) => new(KubeHttp.Create(address, authority.CertificatePem, administrator));

        async Task<(bool IsReady, string Seen)> IsReadyAsync(Uri address)
        {
            using var kube = NewClient(address);
            var answer = await kube.GetAsync("/readyz");
            return (answer.IsSuccess, answer.ToString());
        }
    }

    /// <summary>Somebody else may take a port between our looking for it and the program's listening on it.</summary>
    private static async Task<T> RetryAsync<T>(Func<Task<T>> start)
    {
        for (var i = 1; ; i++)
        {
            try
            {
                return await start();
            }
            catch (InvalidOperationException exception)
                when (i < Tries && exception.Message.Contains("address already in use", StringComparison.Ordinal))
            {
                // With other ports, then.
            }
        }
    }
}
