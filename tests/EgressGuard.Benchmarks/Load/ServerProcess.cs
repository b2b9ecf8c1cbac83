using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace EgressGuard.Benchmarks.Load;

/// <summary>A server in a process of its own, so that its processor time and its memory are its own. Linux.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const double MiB = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(string name, bool isJudging, int port, Process process) =>
        (Name, IsJudging, Port, _process) = (name, isJudging, port, process);

    public string Name { get; }

    /// <summary>Whether it judges; otherwise it allows everything.</summary>
    public bool IsJudging { get; }

    public int Port { get; }

    /// <summary>Its process, for /proc.</summary>
    public int Id => _process.Id;

    /// <summary>The processor time that it has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Its resident memory, in MiB.</summary>
    public double Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / MiB;
        }
    }

    /// <summary>The most resident memory that it ever had, in MiB.</summary>
    public double PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / MiB;
        }
    }

    /// <summary>Starts the webhook as it is delivered, with every setting left alone that is not given.</summary>
    public static ServerProcess Webhook(string name, params string[] arguments) => Webhook(name, adminPort: 0, arguments);

    /// <summary>The same with its metrics on a port.</summary>
    public static ServerProcess Webhook(string name, int adminPort, params string[] arguments) => Start(
        name,
        true,
        port =>
        [
            Local("EgressGuard.Webhook.dll"), "--admission-port", port,
            "--admin-port", adminPort.ToString(CultureInfo.InvariantCulture), .. arguments,
        ]);

    /// <summary>Starts bare Kestrel with the webhook's settings of the runtime, its garbage collector's among them.</summary>
    public static ServerProcess BareKestrel() => Start(
        "baseline",
        false,
        port =>
        [
            "exec", "--runtimeconfig", Local("EgressGuard.Webhook.runtimeconfig.json"), Local("EgressGuard.Benchmarks.dll"), "baseline", port,
        ]);

    /// <summary>Waits until it answers a review.</summary>
    public void WaitUntilReady(Request request)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var connection = new ReviewConnection(Port);
                connection.Send(request);
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

    private static ServerProcess Start(string name, bool isJudging, Func<string, string[]> arguments)
    {
        var port = FreePort();

        // What it logs is written and thrown away: a reader in this process would take time from the measurement.
        var start = new ProcessStartInfo(
            "sh", ["-c", "exec \"$0\" \"$@\" >/dev/null", "dotnet", .. arguments(port.ToString(CultureInfo.InvariantCulture))])
        {
            UseShellExecute = false,
        };
        return new ServerProcess(name, isJudging, port, Process.Start(start)!);
    }

    private static string Local(string file) => Path.Combine(AppContext.BaseDirectory, file);

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
