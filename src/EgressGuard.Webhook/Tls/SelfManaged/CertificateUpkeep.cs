using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>
/// One look after another at the Secret and the webhook configurations, putting right what is not as it should be. Every replica does all
/// of it; what they write carries the version that was read, so that of two only one gets through and the other looks again.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="secret">The Secret.</param>
/// <param name="configurations">The webhook configurations. One that is not there is nobody who must trust anything.</param>
/// <param name="terms">What certificates are made for.</param>
/// <param name="store">What is served.</param>
/// <param name="status">Who is told how it stands.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class CertificateUpkeep(
    IKubernetesApi api,
    ObjectRef secret,
    ImmutableArray<(ResourceType Type, string Name)> configurations,
    CertificateTerms terms,
    CertificateStore store,
    UpkeepStatus status,
    TimeProvider time,
    ILogger<CertificateUpkeep> logger)
{
    /// <summary>Other replicas get through meanwhile, and then there is nothing left to do.</summary>
    private const int Attempts = 10;

    /// <summary>The Secret, as Kubernetes names its type.</summary>
    public static ResourceType Secrets { get; } = new("", "v1", "secrets", "Secret", true);

    private ServingSecret? _known;

    /// <summary>Looks once.</summary>
    /// <returns>The state that holds.</returns>
    public async Task<ServingState> LookAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var state = await TryLookAsync(cancellation);
                status.Succeeded(state);
                return state;
            }
            catch (ApiException exception) when (IsRace(exception.Error) && attempt < Attempts)
            {
                LogRace(exception.Message);
            }
        }
    }

    /// <summary>A failed test of a JSON patch is 422 and not a conflict.</summary>
    private static bool IsRace(ApiError error) => error.IsConflict || error.IsNotFound || error.Code == 422;

    private async Task<ServingState> TryLookAsync(CancellationToken cancellation)
    {
        // The configurations come first: when somebody writes the Secret and then them, what is written below by an older Secret fails.
        var found = new List<WebhookConfiguration>();
        foreach (var (type, name) in configurations)
        {
            if (await WebhookConfiguration.ReadAsync(api, type, name, cancellation) is { } configuration)
            {
                found.Add(configuration);
            }
        }

        var stored = await api.GetAsync(Secrets, secret, cancellation) is { } json ? ServingSecret.Read(json) : null;
        if (stored is null && _known is not null)
        {
            // What is trusted and served goes on: nobody has to trust anything new because a Secret was deleted.
            LogDeleted(secret);
            stored = ServingSecret.Read(await api.CreateAsync(Secrets, secret.Namespace, _known.Anew(secret).Json, cancellation));
        }

        var (state, changes) = ServingPlan.Decide(Seen(stored, found), terms, time.GetUtcNow());
        if (!changes.IsEmpty)
        {
            stored = await WriteAsync(stored, state, cancellation);
            Tell(state, changes);
        }

        _known = stored;
        Serve(state);
        await TrustAsync(found, state, stored!, cancellation);
        return _known!.State();
    }

    /// <summary>What is stored, as far as the webhook configurations bear it out.</summary>
    private ServingState Seen(ServingSecret? stored, List<WebhookConfiguration> found)
    {
        var state = stored is null ? Before(found) : WithBefore(stored.State(), found);
        // Somebody has taken the next authority out again: it must not sign, however long it had been in.
        return state.Next is { } next && !found.All(one => one.Trusts(next.Certificate)) ? state with { NextTrustedSince = null } : state;
    }

    /// <summary>
    /// Where nothing is stored, whoever is trusted already stays so for as long as a certificate lasts: replicas that serve what somebody
    /// else issued may still be running.
    /// </summary>
    private ServingState Before(IEnumerable<WebhookConfiguration> found)
    {
        var trusted = found.SelectMany(configuration => configuration.Trusted).DistinctBy(one => one.Thumbprint).ToImmutableArray();
        return new ServingState { Former = trusted, FormerUntil = trusted.IsEmpty ? null : time.GetUtcNow() + terms.Lifetime };
    }

    /// <summary>
    /// The same where the Secret is from another way or time and nobody trusts its authorities: that is so when replicas that serve
    /// somebody else's certificate are just being replaced. Later, what others write into a bundle is put right.
    /// </summary>
    private ServingState WithBefore(ServingState state, List<WebhookConfiguration> found)
    {
        var before = Before(found);
        if (_known is not null || before.Former.IsEmpty || found.Any(one => IsTrusted(one, state.Authority) || IsTrusted(one, state.Next)))
        {
            return state;
        }

        return state with
        {
            Former = [.. state.Former.Concat(before.Former).DistinctBy(one => one.Thumbprint)],
            FormerUntil = state.FormerUntil > before.FormerUntil ? state.FormerUntil : before.FormerUntil,
        };

        static bool IsTrusted(WebhookConfiguration configuration, KeyedCertificate? authority) =>
            authority is not null && configuration.Trusts(authority.Certificate);
    }

    private async Task<ServingSecret> WriteAsync(ServingSecret? stored, ServingState state, CancellationToken cancellation) =>
        ServingSecret.Read(stored is null
            ? await api.CreateAsync(Secrets, secret.Namespace, ServingSecret.Empty(secret).With(state).Json, cancellation)
            : await api.ReplaceAsync(Secrets, secret, stored.With(state).Json, subresource: null, cancellation));

    private void Serve(ServingState state)
    {
        var serving = ServingCertificate.FromPem(state.Leaf!.CertificatePem, state.Leaf.KeyPem);
        if (!serving.HasSameSourceAs(store.Current))
        {
            store.Replace(serving);
            LogServing(serving.Leaf.Subject, serving.NotAfter);
        }
    }

    private async Task TrustAsync(
        List<WebhookConfiguration> found, ServingState state, ServingSecret stored, CancellationToken cancellation)
    {
        var bundle = TrustBundle.Of(state.Trusted);
        foreach (var configuration in found)
        {
            if (await configuration.TrustAsync(api, bundle, cancellation))
            {
                status.Patched();
                LogTrusted(configuration.Type.Kind, configuration.Reference.Name);
            }
        }

        // The wait counts from now on, when all of them have it.
        if (state is { Next: not null, NextTrustedSince: null })
        {
            _known = await WriteAsync(stored, state with { NextTrustedSince = time.GetUtcNow() }, cancellation);
        }
    }

    private void Tell(ServingState state, ImmutableArray<ServingChange> changes)
    {
        foreach (var change in changes)
        {
            status.Made(change);
            switch (change)
            {
                case ServingChange.AuthorityMade:
                    LogAuthorityMade(state.Authority!.NotAfter);
                    break;
                case ServingChange.NextAuthorityMade:
                    LogNextMade(state.Next!.NotAfter, terms.Grace);
                    break;
                case ServingChange.AuthorityChanged:
                    LogChanged(state.Authority!.NotAfter, state.FormerUntil!.Value);
                    break;
                case ServingChange.CertificateMade:
                    LogCertificateMade(state.Leaf!.NotAfter);
                    break;
                case ServingChange.FormerDropped:
                    LogDropped();
                    break;
                default:
                    break;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "A new certificate is in use: {Subject}, valid until {NotAfter:u}.")]
    private partial void LogServing(string subject, DateTimeOffset notAfter);

    [LoggerMessage(2, LogLevel.Information, "A certificate authority was made, valid until {NotAfter:u}.")]
    private partial void LogAuthorityMade(DateTimeOffset notAfter);

    [LoggerMessage(3, LogLevel.Information,
        "The next certificate authority was made, valid until {NotAfter:u}. It signs when it has been in every caBundle for {Grace}.")]
    private partial void LogNextMade(DateTimeOffset notAfter, TimeSpan grace);

    [LoggerMessage(4, LogLevel.Information,
        "The next certificate authority signs from now on, until {NotAfter:u}. The former one stays trusted until {Until:u}.")]
    private partial void LogChanged(DateTimeOffset notAfter, DateTimeOffset until);

    [LoggerMessage(5, LogLevel.Information, "A serving certificate was made, valid until {NotAfter:u}.")]
    private partial void LogCertificateMade(DateTimeOffset notAfter);

    [LoggerMessage(6, LogLevel.Information, "Former certificate authorities are trusted no longer: nothing they signed is good any more.")]
    private partial void LogDropped();

    [LoggerMessage(7, LogLevel.Information, "{Kind} {Name} has a new caBundle.")]
    private partial void LogTrusted(string kind, string name);

    [LoggerMessage(8, LogLevel.Warning,
        "The Secret {Secret} was deleted; it is written again. To have it made anew, see docs/certificates.md.")]
    private partial void LogDeleted(ObjectRef secret);

    [LoggerMessage(9, LogLevel.Debug, "Somebody else was faster with the certificates; looking again. {Problem}")]
    private partial void LogRace(string problem);
}
