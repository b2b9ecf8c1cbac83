using System.Text.Json;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Leases;

/// <summary>
/// One candidate's view of the lease: single tries to get, keep and give it back. Whether another's lease has run out is judged by how
/// long this machine has seen it unchanged, never by the times in it: clocks differ.
/// </summary>
internal sealed class LeaseClient(IKubernetesApi api, LeaseSettings settings, TimeProvider time)
{
    private static readonly ResourceType Leases = new("coordination.k8s.io", "v1", "leases", "Lease", IsNamespaced: true);

    private LeaseRecord? _seen;
    private long _seenAt;

    /// <summary>Who was last seen to hold it; "" when nobody.</summary>
    public string Holder => _seen?.Holder ?? "";

    private bool IsMine => Holder == settings.Identity;

    /// <summary>Whether this machine has seen the record change recently enough.</summary>
    private bool IsInForce =>
        Holder.Length > 0 && time.GetElapsedTime(_seenAt) < (_seen!.Duration ?? settings.Duration);

    /// <summary>Gets the lease, or renews it.</summary>
    /// <returns>Null on success, else why not, as a sentence.</returns>
    public async Task<string?> TryHoldAsync(CancellationToken cancellation)
    {
        try
        {
            // Whoever holds it knows the record and need not read it: one request in place of two.
            if (IsMine && IsInForce && await TryWriteAsync(_seen!, cancellation))
            {
                return null;
            }

            if (await api.GetAsync(Leases, settings.Reference, cancellation) is not { } json)
            {
                return await CreateAsync(cancellation);
            }

            Observe(LeaseRecord.Read(json));
            if (!IsMine && IsInForce)
            {
                return $"{Holder} holds it.";
            }

            return await TryWriteAsync(_seen!, cancellation) ? null : "Another candidate was faster.";
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            return exception.Message;
        }
    }

    /// <summary>Gives the lease back where this candidate holds it, so that another need not wait for it to run out.</summary>
    /// <returns>Null on success, else why not.</returns>
    public async Task<string?> TryReleaseAsync(CancellationToken cancellation)
    {
        if (!IsMine)
        {
            return null;
        }

        try
        {
            Observe(LeaseRecord.Read(await api.ReplaceAsync(
                Leases, settings.Reference, _seen!.Released(time.GetUtcNow()).Json, subresource: null, cancellation)));
            return null;
        }
        catch (Exception exception) when (IsOutage(exception) || exception is OperationCanceledException)
        {
            return exception.Message;
        }
    }

    /// <summary>Whether the failure may pass by itself.</summary>
    private static bool IsOutage(Exception exception) =>
        exception is ApiException or HttpRequestException or IOException or JsonException or TimeoutException;

    private async Task<string?> CreateAsync(CancellationToken cancellation)
    {
        var held = LeaseRecord.Unheld(settings.Reference).HeldBy(settings.Identity, settings.Duration, time.GetUtcNow());
        try
        {
            Observe(LeaseRecord.Read(await api.CreateAsync(Leases, settings.Reference.Namespace, held.Json, cancellation)));
            return null;
        }
        catch (ApiException exception) when (exception.Error.IsConflict)
        {
            return "Another candidate was faster.";
        }
    }

    /// <summary>Writes this candidate into a version of the record; false when that is no longer the current one.</summary>
    private async Task<bool> TryWriteAsync(LeaseRecord version, CancellationToken cancellation)
    {
        var held = version.HeldBy(settings.Identity, settings.Duration, time.GetUtcNow());
        try
        {
            Observe(LeaseRecord.Read(await api.ReplaceAsync(Leases, settings.Reference, held.Json, subresource: null, cancellation)));
            return true;
        }
        catch (ApiException exception) when (exception.Error.IsConflict || exception.Error.IsNotFound)
        {
            return false;
        }
    }

    private void Observe(LeaseRecord record)
    {
        if (_seen?.Content != record.Content)
        {
            _seenAt = time.GetTimestamp();
        }

        _seen = record;
    }
}
