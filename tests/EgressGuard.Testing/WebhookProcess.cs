using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text.RegularExpressions;
using EgressGuard.Core.Admission;

namespace EgressGuard.Testing;

/// <summary>The webhook as operators run it: a process of its own, on ports of its own, spoken to over real TLS.</summary>
public sealed partial class WebhookProcess : IAsyncDisposable
{
    private static async Task<WebhookProcess> ListenAsync(Dictionary<string, string> environment, string[] arguments)
    {
        var webhook = Launch(environment, ["--admission-port", "0", "--admin-port", "0", .. arguments]);
        await webhook.OrEndAsync(async () =>
        {
            webhook.AdmissionPort = Port(await webhook.WaitForLineAsync(line => AdmissionAddress().IsMatch(line)), AdmissionAddress());
            webhook.AdminPort = Port(await webhook.WaitForLineAsync(line => AdminAddress().IsMatch(line)), AdminAddress());
        });
        webhook.Reviews = webhook.NewClient();
        webhook.Admin = new HttpClient { BaseAddress = new Uri($"http://localhost:{webhook.AdminPort}") };
        return webhook;
    }

    /// <summary>Starts what has no test that would end it yet: if it fails, the process ends.</summary>
    private async Task OrEndAsync(Func<Task> start)
    {
        try
        {
            await start();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _news = new(0);

    private WebhookProcess(Process process) => _process = process;

    /// <summary>Everything printed so far, to standard output and standard error.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public int AdmissionPort { get; private set; }

    public int AdminPort { get; private set; }

    /// <summary>Speaks to the TLS port. The name must match; the chain is not checked, because it ends in a test's own certificate.</summary>
    public HttpClient Reviews { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The files that its memory has parts of (Linux: /proc/PID/maps), its assemblies among them.</summary>
    public string MappedFiles => File.ReadAllText($"/proc/{_process.Id}/maps");

    /// <summary>The most resident memory that it ever had, in bytes (Linux: VmHWM).</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts the webhook on free ports and waits until it is ready.</summary>
    public static Task<WebhookProcess> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <summary>Starts the webhook on free ports with environment variables and waits until it is ready.</summary>
    public static async Task<WebhookProcess> StartAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var webhook = await ListenAsync(environment, arguments);
        await webhook.OrEndAsync(webhook.ReadyAsync);
        return webhook;
    }

    /// <summary>Starts the webhook on free ports and waits until it listens: it may not be ready.</summary>
    public static Task<WebhookProcess> StartUnreadyAsync(params string[] arguments) => ListenAsync([], arguments);

    /// <summary>Waits until it is ready.</summary>
    public Task ReadyAsync() => Eventually.IsTrueAsync(
        async () => (await Admin.GetAsync(new Uri("/readyz", UriKind.Relative))).IsSuccessStatusCode, "readiness");

    /// <summary>Runs the webhook with exactly these arguments until it ends, which it must.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(params string[] arguments)
    {
        await using var webhook = Launch([], arguments);
        var code = await webhook.WaitForExitAsync();
        return (code, string.Join('\n', webhook.Lines));
    }

    /// <summary>A client with connections of its own.</summary>
    /// <param name="isNameChecked">Whether the certificate must name localhost; one for a Service in a cluster does not.</param>
    public HttpClient NewClient(bool isNameChecked = true) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~Overlooked(isNameChecked)) == SslPolicyErrors.None,
        },
    })
    {
        BaseAddress = new Uri($"https://localhost:{AdmissionPort}"),
        Timeout = Patience,
    };

    /// <summary>Sends a body and gives the HTTP response.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, ReadOnlyMemory<byte> body, string contentType = "application/json")
    {
        using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        return await Reviews.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    /// <summary>Sends a review and reads the answer as the API server would.</summary>
    public async Task<ReviewResponse> ReviewAsync(AdmissionPhase phase, string uid, ReadOnlyMemory<byte> body)
    {
        using var response = await PostAsync(phase == AdmissionPhase.Validate ? "/validate?timeout=10s" : "/mutate?timeout=10s", body);
        return ApiServerContract.Verify(
            phase,
            uid,
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Waits until a line is printed that meets the condition.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (_lines.FirstOrDefault(condition) is { } line)
            {
                return line;
            }

            try
            {
                await _news.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException exception)
            {
                throw new TimeoutException("The webhook did not print what was expected:\n" + string.Join('\n', _lines), exception);
            }
        }
    }

    /// <summary>Sends a signal, such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Reviews?.Dispose();
        Admin?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _news.Dispose();
    }

    private static WebhookProcess Launch(Dictionary<string, string> environment, string[] arguments)
    {
        var start = NewStart("dotnet", [Program, .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var webhook = new WebhookProcess(process);
        process.OutputDataReceived += webhook.OnLine;
        process.ErrorDataReceived += webhook.OnLine;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return webhook;
    }

    private static ProcessStartInfo NewStart(string program, string[] arguments) => new(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _lines.Enqueue(line.Data);
            _news.Release();
        }
    }

    private static SslPolicyErrors Overlooked(bool isNameChecked) => isNameChecked
        ? SslPolicyErrors.RemoteCertificateChainErrors
        : SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch;

    private static int Port(string line, Regex address) => int.Parse(address.Match(line).Groups["port"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("https://localhost:(?<port>[0-9]+)  ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AdmissionAddress();

    [GeneratedRegex("http://localhost:(?<port>[0-9]+)  ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AdminAddress();
}
