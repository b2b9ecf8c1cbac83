using System.Runtime.InteropServices;

namespace EgressGuard.Webhook.Draining;

/// <summary>
/// Stops the host on signals. The default lifetime treats all alike; here SIGTERM, which kubelet sends, drains first, while Ctrl+C
/// means a person at a keyboard who does not want to wait. So does any second signal.
/// </summary>
internal sealed class SignalLifetime(IHostApplicationLifetime application, DrainState drain) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true; // the host ends the process, not the signal
        if (context.Signal != PosixSignal.SIGTERM || Interlocked.Increment(ref _signals) > 1)
        {
            drain.SkipWait();
        }

        application.StopApplication();
    }
}
