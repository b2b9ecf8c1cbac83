using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using EgressGuard.Benchmarks.Corpus;

namespace EgressGuard.Benchmarks.Load;

/// <summary>A server in a process of its own, so that its processor time and its memory are its own. Linux.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(string name, int port, Process process) => (Name, Port, _process) = (name, port, process);

    public string Name { get; }

    public int Port { get; }

    /// <summary>The processor time that it has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most resident memory that it ever had, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts the webhook as it is delivered, with the samples as its mesh and every other setting left alone.</summary>
    public static ServerProcess Webhook() => Start(
        "webhook",
        port => [Local("EgressGuard.Webhook.dll"), "--context", SourceTree.Samples, "--admission-port", port, "--admin-port", "0"]);

    /// <summary>Starts bare Kestrel with the webhook's settings of the runtime, its garbage collector's among them.</summary>
    public static ServerProcess BareKestrel() => Start(
        "baseline",
        port =>
        [
            "exec", "--runtimeconfig", Local("EgressGuard.Webhook.runtimeconfig.json"), Local("EgressGuard.Benchmarks.dll"), "baseline", port,
        ]);

    /// <summary>Waits until it answers a review.</summary>
    public void WaitUntilReady(Review review)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var connection = new ReviewConnection(Port);
                connection.Send(new Request(review));
                return;
            }
            catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException)
            {
                if (_process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                {
                    throw new InvalidOperationException($"The {Name} does not answer.", exception);
                }

                Thread.Sleep(50);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static ServerProcess Start(string name, Func<string, string[]> arguments)
    {
        var port = FreePort();

        // What it logs is written and thrown away: a reader in this process would take time from the measurement.
        var start = new ProcessStartInfo(
            "sh", ["-c", "exec \"$0\" \"$@\" >/dev/null", "dotnet", .. arguments(port.ToString(CultureInfo.InvariantCulture))])
        {
            UseShellExecute = false,
        };
        return new ServerProcess(name, port, Process.Start(start)!);
    }

    private static string Local(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
