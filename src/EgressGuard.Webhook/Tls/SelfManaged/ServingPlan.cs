using System.Collections.Immutable;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>What is done to the shared state.</summary>
internal enum ServingChange
{
    /// <summary>The first authority was made, or one in the place of what cannot be used any more.</summary>
    AuthorityMade,

    /// <summary>The next authority was made; it signs when everybody trusts it.</summary>
    NextAuthorityMade,

    /// <summary>The next authority became the one that signs.</summary>
    AuthorityChanged,

    /// <summary>A new serving certificate was made.</summary>
    CertificateMade,

    /// <summary>Nothing that former authorities signed can be served any more, and they are trusted no longer.</summary>
    FormerDropped,

    /// <summary>A request was met, or its time was noted.</summary>
    Noted,
}

/// <summary>
/// Decides what the state should be now: pure, so that every replica decides alike. The order of a change of authority: trust the new one,
/// wait, serve what it signed, and stop trusting the old one only when nothing it signed is good any more, whichever replica may serve it.
/// </summary>
internal static class ServingPlan
{
    /// <summary>The state as it should be, and what leads there; no changes when it is right as it is.</summary>
    public static (ServingState State, ImmutableArray<ServingChange> Changes) Decide(
        ServingState state, CertificateTerms terms, DateTimeOffset now)
    {
        var changes = ImmutableArray.CreateBuilder<ServingChange>();
        void Do(ServingChange change, ServingState after)
        {
            state = after;
            changes.Add(change);
        }

        var serves = state.Serves(terms, now);
        if (state.Next is { } useless && !IsGood(useless, now))
        {
            state = state with { Next = null, NextTrustedSince = null };
        }

        if (!serves && !CanSign(state, now) && state.Next is null)
        {
            // Nothing is served that anybody could go on trusting: there is nothing to wait for.
            Do(ServingChange.AuthorityMade, state with { Authority = Issuing.Authority(now, terms.AuthorityLifetime) });
        }
        else if (state.Next is null && IsAuthorityDue(state, terms, now))
        {
            Do(ServingChange.NextAuthorityMade, state with
            {
                Next = Issuing.Authority(now, terms.AuthorityLifetime),
                NextTrustedSince = null,
                Asked = RotationRequest.None,
            });
        }
        else if (state.Next is { } next && (IsTrustedLongEnough(state, terms, now) || (!serves && !CanSign(state, now))))
        {
            Do(ServingChange.AuthorityChanged, Changed(state, next, now));
        }

        if (IsCertificateDue(state, terms, now))
        {
            Do(ServingChange.CertificateMade, state with
            {
                Leaf = Issuing.Certificate(state.Authority!, terms.Names, now, terms.Lifetime),
                Asked = state.Asked == RotationRequest.Certificate ? RotationRequest.None : state.Asked,
            });
        }

        if (!state.Former.IsEmpty && state.FormerUntil is null)
        {
            Do(ServingChange.Noted, state with { FormerUntil = state.Leaf?.NotAfter ?? now });
        }

        if (!state.Former.IsEmpty && state.FormerUntil <= now)
        {
            Do(ServingChange.FormerDropped, state with { Former = [], FormerUntil = null });
        }

        if (state is { Asked: RotationRequest.Authority, Next: not null })
        {
            Do(ServingChange.Noted, state with { Asked = RotationRequest.None }); // it is under way already
        }

        return (state, changes.ToImmutable());
    }

    /// <summary>When there will be something to do; never later than the given time.</summary>
    public static DateTimeOffset NextLook(ServingState state, CertificateTerms terms, DateTimeOffset now, DateTimeOffset latest)
    {
        IEnumerable<DateTimeOffset?> times =
        [
            state.Leaf?.NotAfter - (terms.Lifetime / 3),
            state.Authority?.NotAfter - (terms.AuthorityLifetime / 3),
            state.NextTrustedSince + terms.Grace,
            state.FormerUntil,
        ];
        return times.Where(time => time > now).Append(latest).Min()!.Value;
    }

    private static bool CanSign(ServingState state, DateTimeOffset now) => state.Authority is { } authority && IsGood(authority, now);

    /// <summary>One of the future was made while a clock was ahead; nobody trusts what it signs until then.</summary>
    private static bool IsGood(KeyedCertificate authority, DateTimeOffset now) => authority.NotBefore <= now && authority.NotAfter > now;

    private static bool IsAuthorityDue(ServingState state, CertificateTerms terms, DateTimeOffset now) =>
        !CanSign(state, now)
        || state.Asked == RotationRequest.Authority
        || state.Authority!.NotAfter - now <= terms.AuthorityLifetime / 3;

    private static bool IsTrustedLongEnough(ServingState state, CertificateTerms terms, DateTimeOffset now) =>
        state.NextTrustedSince is { } since && now - since >= terms.Grace;

    private static ServingState Changed(ServingState state, KeyedCertificate next, DateTimeOffset now)
    {
        // The old certificate is good until it expires, and a replica that does not hear of the change serves it until then.
        var until = state.Leaf?.NotAfter ?? now;
        return state with
        {
            Authority = next,
            Next = null,
            NextTrustedSince = null,
            Former = state.Authority is { } former ? [former.Certificate, .. state.Former] : state.Former,
            FormerUntil = state.FormerUntil > until ? state.FormerUntil : until,
            Leaf = null,
        };
    }

    private static bool IsCertificateDue(ServingState state, CertificateTerms terms, DateTimeOffset now)
    {
        if (!CanSign(state, now))
        {
            return false;
        }

        if (state.Asked == RotationRequest.Certificate || !state.Serves(terms, now))
        {
            return true;
        }

        // One that ends with its authority cannot be made to last longer.
        var left = state.Leaf!.NotAfter - now;
        return left <= terms.Lifetime / 3 && state.Authority!.NotAfter > state.Leaf.NotAfter;
    }
}
