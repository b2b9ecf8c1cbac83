using System.Globalization;
using System.Text.RegularExpressions;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Install;

/// <summary>One webhook process as operators run it, on ports of its own.</summary>
internal sealed partial class Replica(ChildProcess process, int port) : IAsyncDisposable
{
    public int Port => port;

    public ChildProcess Process => process;

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<Replica> StartAsync(IEnumerable<string> arguments)
    {
        var process = ChildProcess.Start(
            "the webhook",
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "EgressGuard.Webhook.dll"), "--admission-port", "0",
             "--admin-port", "0", .. arguments]);
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            await process.WaitUntilReadyAsync(async () =>
            {
                if (PortIn(process, AdminAddress()) is not { } admin)
                {
                    return (false, "it did not print its addresses yet.\n" + process.Tail);
                }

                using var response = await http.GetAsync(new Uri($"http://localhost:{admin}/readyz"));
                return (response.IsSuccessStatusCode, $"HTTP {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            });
            return new Replica(process, PortIn(process, AdmissionAddress())!.Value);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static int? PortIn(ChildProcess process, Regex address) =>
        process.Lines.Select(line => address.Match(line)).FirstOrDefault(match => match.Success) is { } match
            ? int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex("https://localhost:(?<port>[0-9]+) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AdmissionAddress();

    [GeneratedRegex("http://localhost:(?<port>[0-9]+) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AdminAddress();
}
