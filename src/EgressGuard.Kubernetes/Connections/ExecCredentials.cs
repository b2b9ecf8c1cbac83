using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>Credentials that a program tells. They are kept until they expire or are refused; one program runs at a time.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It holds no handle.")]
internal sealed class ExecCredentials(ExecPlugin plugin, TimeProvider time) : Credentials
{
    /// <summary>Long enough for a person at a browser.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _running = new(1);
    private ExecAnswer? _current;

    public override async ValueTask<Credential> GetAsync(CancellationToken cancellation)
    {
        await _running.WaitAsync(cancellation);
        try
        {
            if (_current is null || _current.Expiry <= time.GetUtcNow())
            {
                _current = null;
                _current = ExecAnswer.Read(await RunAsync(cancellation), plugin);
            }

            return _current.Credential;
        }
        finally
        {
            _running.Release();
        }
    }

    public override void Drop(Credential refused)
    {
        // Of several requests that were refused with the same credential, the first one asks for another.
        if (_current is { } current && ReferenceEquals(current.Credential, refused))
        {
            Interlocked.CompareExchange(ref _current, null, current);
        }
    }

    private async Task<string> RunAsync(CancellationToken cancellation)
    {
        using var process = Start();
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0
                ? output
                : throw new ConnectionException(FormattableString.Invariant(
                    $"{plugin.Place}: {plugin.Command} ended with exit code {process.ExitCode}; it says why on standard error."));
        }
        catch (OperationCanceledException exception)
        {
            Kill(process);
            cancellation.ThrowIfCancellationRequested();
            throw new ConnectionException(
                $"{plugin.Place}: {plugin.Command} gave no credentials within {Patience.TotalSeconds:0} s; "
                + "run it in a terminal to see what it waits for.",
                exception);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or AggregateException)
        {
            // It ended by itself, or is beyond reach: nobody waits for it any more.
        }
    }

    private Process Start()
    {
        var program = ExecProgram.Find(plugin.Command, Environment.GetEnvironmentVariable("PATH")) ?? throw CannotStart(null);

        // Its standard error is ours: what it tells people, people see.
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in plugin.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in plugin.Variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = plugin.Info;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw CannotStart(exception);
        }
    }

    private ConnectionException CannotStart(Exception? exception)
    {
        var hint = plugin.InstallHint?.Trim() ?? "Install it, or put its directory into PATH.";
        return new ConnectionException($"{plugin.Place}: {plugin.Command} cannot be started. {hint}", exception);
    }
}
