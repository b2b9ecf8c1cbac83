namespace EgressGuard.Webhook.Files;

/// <summary>Reads files again whenever they may have changed, for as long as the webhook runs.</summary>
internal abstract class FileReload(IReadOnlyList<string> files) : BackgroundService
{
    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (files.Count == 0)
        {
            return;
        }

        using var changes = new FileChanges(files);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await changes.WaitAsync(stoppingToken);
                Reload();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // One bad read must not end the reloading.
                Failed(exception);
            }
        }
    }

    /// <summary>Looks at the files and takes what is new and good.</summary>
    protected abstract void Reload();

    /// <summary>Tells about a fault that <see cref="Reload"/> did not expect.</summary>
    protected abstract void Failed(Exception exception);
}
