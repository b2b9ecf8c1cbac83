namespace EgressGuard.Benchmarks.Soak.Changes;

/// <summary>Something that changes again and again while the webhook is under load.</summary>
/// <param name="name">What changes.</param>
/// <param name="rest">The time between two changes.</param>
/// <param name="findings">Where a change that fails is told.</param>
internal abstract class Change(string name, TimeSpan rest, Findings findings)
{
    public string Name => name;

    /// <summary>How often it has changed.</summary>
    public int Count { get; private set; }

    /// <summary>Changes it until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(Count);
                Count++;
                await Task.Delay(rest, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                findings.Failed(name, exception);
                Recover();
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }

    /// <summary>Changes it once, and checks what that changes.</summary>
    /// <param name="number">The number of the change, from 0.</param>
    protected abstract Task TurnAsync(int number);

    /// <summary>Begins anew after a failure.</summary>
    protected virtual void Recover()
    {
    }
}
