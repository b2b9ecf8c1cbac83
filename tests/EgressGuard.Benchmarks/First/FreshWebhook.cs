using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EgressGuard.Benchmarks.Corpus;

namespace EgressGuard.Benchmarks.First;

/// <summary>A webhook that has just become ready and has not seen a review yet.</summary>
internal sealed class FreshWebhook : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private FreshWebhook(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>The port for reviews.</summary>
    public int Port { get; }

    /// <summary>From the start of the process to the first answer that says ready.</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>The processor time that it took for that.</summary>
    public TimeSpan ProcessorTimeToReady { get; private set; }

    /// <summary>Starts it as it is delivered, with the samples as its mesh, and waits until it is ready.</summary>
    public static FreshWebhook Start()
    {
        var (port, adminPort) = FreePorts();
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "EgressGuard.Webhook.dll"), "--context", SourceTree.Samples,
            "--admission-port", port.ToString(CultureInfo.InvariantCulture), "--admin-port", adminPort.ToString(CultureInfo.InvariantCulture),
        ];
        var start = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null", "dotnet", .. arguments]) { UseShellExecute = false });
        var webhook = new FreshWebhook(process!, port);
        webhook.WaitUntilReady(adminPort, start);
        return webhook;
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

    private void WaitUntilReady(int port, long start)
    {
        while (!IsReady(port))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new InvalidOperationException("The webhook does not become ready.");
            }

            Thread.Sleep(2);
        }

        TimeToReady = Stopwatch.GetElapsedTime(start);
        ProcessorTimeToReady = _process.TotalProcessorTime;
    }

    private static bool IsReady(int port)
    {
        try
        {
            using var socket = new TcpClient();
            socket.Connect(IPAddress.Loopback, port);
            var stream = socket.GetStream();
            stream.Write("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return reader.ReadLine()?.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) == true;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false; // it does not listen yet
        }
    }

    private static (int Port, int AdminPort) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
