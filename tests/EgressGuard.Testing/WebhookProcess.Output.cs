using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EgressGuard.Testing;

/// <summary>What becomes of standard output.</summary>
public enum StandardOutputSink
{
    /// <summary>A disk without room: every write fails.</summary>
    FullDisk,

    /// <summary>A pipe that nobody reads: it is soon full, and writes do not return.</summary>
    UnreadPipe,

    /// <summary>A pipe that nobody can read any more.</summary>
    ClosedPipe,
}

/// <summary>Starts whose output does not come back to the test, and starts that are not waited for.</summary>
public sealed partial class WebhookProcess
{
    /// <summary>What the kernel counts of the process (Linux).</summary>
    public ProcessFigures Figures => ProcessFigures.Of(_process.Id);

    /// <summary>Starts the webhook with its standard output led elsewhere, and waits until it is ready.</summary>
    public static async Task<WebhookProcess> StartIntoAsync(StandardOutputSink sink, params string[] arguments)
    {
        var (admission, admin) = (FreePort(), FreePort());
        var start = NewStart("sh",
        [
            "-c", sink == StandardOutputSink.FullDisk ? "exec \"$@\" >/dev/full" : "exec \"$@\"", "sh", "dotnet", Program,
            "--admission-port", Text(admission), "--admin-port", Text(admin), .. arguments,
        ]);
        var process = new Process { StartInfo = start };
        var webhook = new WebhookProcess(process);
        process.ErrorDataReceived += webhook.OnLine;
        process.Start();
        process.BeginErrorReadLine();
        if (sink == StandardOutputSink.ClosedPipe)
        {
            process.StandardOutput.Close();
        }

        (webhook.AdmissionPort, webhook.AdminPort) = (admission, admin);
        webhook.Reviews = webhook.NewClient();
        webhook.Admin = new HttpClient { BaseAddress = new Uri($"http://localhost:{admin}") };
        await webhook.OrEndAsync(() => Eventually.IsTrueAsync(webhook.IsReadyAsync, $"a webhook that is ready with its output into {sink}"));
        return webhook;
    }

    /// <summary>Starts the webhook on free ports and waits for nothing.</summary>
    public static WebhookProcess Launch(params string[] arguments) => Launch([], ["--admission-port", "0", "--admin-port", "0", .. arguments]);

    /// <summary>Whether it says that it is ready; false as well when it does not answer.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Admin.GetAsync(new Uri("/readyz", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!HasExited)
        {
            return false;
        }
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "EgressGuard.Webhook.dll");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>A port that was free a moment ago.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
