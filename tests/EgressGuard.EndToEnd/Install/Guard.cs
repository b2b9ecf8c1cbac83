using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Install;

/// <summary>The webhook as operators run it, on a port that stays the same when it is started again.</summary>
internal sealed class Guard(string kubeConfigFile, string certificateFile, string keyFile) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private ChildProcess? _process;

    public int Port { get; } = FreePort.Next();

    /// <summary>The program that runs now.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException("The webhook was not started.");

    /// <summary>What it printed last; "" before it was started.</summary>
    public string Tail => _process?.Tail ?? "";

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        if (_process is { } former)
        {
            await former.DisposeAsync();
        }

        var adminPort = FreePort.Next();
        _process = ChildProcess.Start(
            "the webhook",
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, "EgressGuard.Webhook.dll"),
            "--cluster", "kubeconfig",
            "--kubeconfig", kubeConfigFile,
            "--certificate", certificateFile,
            "--key", keyFile,
            "--admission-port", $"{Port}",
            "--admin-port", $"{adminPort}",
            "--drain-seconds", "1");
        await _process.WaitUntilReadyAsync(async () =>
        {
            using var response = await _http.GetAsync(new Uri($"http://127.0.0.1:{adminPort}/readyz"));
            return (response.IsSuccessStatusCode, $"HTTP {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        });
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
    }
}
