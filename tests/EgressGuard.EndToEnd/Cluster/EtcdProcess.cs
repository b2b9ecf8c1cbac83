namespace EgressGuard.EndToEnd.Cluster;

/// <summary>The store of the API server.</summary>
internal static class EtcdProcess
{
    public static async Task<(ChildProcess Process, Uri Address)> StartAsync(string program, TemporaryFolder folder, HttpClient http)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var text = address.GetLeftPart(UriPartial.Authority);
        var process = ChildProcess.Start(
            "etcd",
            program,
            "--data-dir", folder.File("etcd"),
            "--listen-client-urls", text,
            "--advertise-client-urls", text,
            "--listen-peer-urls", "http://127.0.0.1:0");
        try
        {
            await process.WaitUntilReadyAsync(async () =>
            {
                using var response = await http.GetAsync(new Uri(address, "/health"));
                return (response.IsSuccessStatusCode, $"HTTP {(int)response.StatusCode}");
            });
            return (process, address);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }
}
