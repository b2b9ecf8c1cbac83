using System.Security.Cryptography.X509Certificates;
using EgressGuard.Webhook.Tls.SelfManaged;

namespace EgressGuard.Webhook.Tests.Tls.SelfManaged;

/// <summary>What is made when, over the years.</summary>
public sealed class ServingPlanTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CertificateTerms Terms = UpkeepWorld.Terms;

    [Fact]
    public void The_first_certificate_has_what_API_servers_ask_for()
    {
        var state = Decide(ServingState.None, Start, ServingChange.AuthorityMade, ServingChange.CertificateMade);

        var leaf = state.Leaf!.Certificate;
        var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames();
        Assert.Equal(["egressguard.egressguard-system.svc", "egressguard.egressguard-system.svc.cluster.local"], names);
        Assert.Equal(256, leaf.GetECDsaPublicKey()!.KeySize);
        Assert.Equal("1.3.6.1.5.5.7.3.1", leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
        Assert.Equal(Start.AddDays(90), state.Leaf.NotAfter);
        Assert.Equal(Start.AddDays(730), state.Authority!.NotAfter);
        var authority = state.Authority.Certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.True(authority is { CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0, Critical: true });
        Assert.Equal([state.Authority.Certificate], state.Trusted);
    }

    [Fact]
    public void A_certificate_is_renewed_when_a_third_is_left_and_nothing_else_changes()
    {
        var first = First();

        Decide(first, Start.AddDays(59));
        var renewed = Decide(first, Start.AddDays(60), ServingChange.CertificateMade);

        Assert.Equal(Start.AddDays(150), renewed.Leaf!.NotAfter);
        Assert.Equal(first.Authority, renewed.Authority);
        Assert.NotEqual(first.Leaf!.KeyPem, renewed.Leaf.KeyPem);
    }

    [Fact]
    public void What_was_made_while_the_clock_was_years_ahead_is_made_again_once_and_not_at_every_look()
    {
        var ahead = Decide(First(), Start.AddDays(1000), ServingChange.AuthorityMade, ServingChange.CertificateMade);

        var back = Decide(ahead, Start, ServingChange.AuthorityMade, ServingChange.CertificateMade);

        Assert.True(back.Serves(Terms, Start));
        Decide(back, Start.AddSeconds(1));
    }

    [Fact]
    public void A_new_authority_is_trusted_before_it_signs_and_the_old_one_as_long_as_anything_it_signed_is_good()
    {
        var due = Start.AddDays(730 - 243);
        var before = Renewed(due.AddDays(-1));
        var published = Decide(before, due, ServingChange.NextAuthorityMade);
        Assert.Equal(before.Leaf, published.Leaf);
        Assert.Equal([before.Authority!.Certificate, published.Next!.Certificate], published.Trusted);

        // However long it takes: it does not sign until it is known to be trusted.
        Decide(published, due.AddDays(1));
        var trusted = published with { NextTrustedSince = due.AddDays(1) };
        Decide(trusted, due.AddDays(1).AddMinutes(9));
        var changed = Decide(
            trusted, due.AddDays(1).AddMinutes(10), ServingChange.AuthorityChanged, ServingChange.CertificateMade);
        Assert.Equal(published.Next, changed.Authority);
        Assert.Null(changed.Next);
        Assert.Equal([published.Next.Certificate, before.Authority.Certificate], changed.Trusted);
        Assert.Equal(changed.Authority!.Certificate.Subject, changed.Leaf!.Certificate.Issuer);

        Assert.Equal(before.Leaf!.NotAfter, changed.FormerUntil);
        Decide(changed, changed.FormerUntil!.Value.AddSeconds(-1), changed.Leaf.NotAfter - changed.FormerUntil > Terms.Lifetime / 3
            ? [] : [ServingChange.CertificateMade]);
        var (dropped, _) = ServingPlan.Decide(changed, Terms, changed.FormerUntil.Value);
        Assert.Equal([changed.Authority.Certificate], dropped.Trusted);
    }

    [Fact]
    public void By_hand_either_can_be_asked_for()
    {
        var first = First();

        var certificate = Decide(first with { Asked = RotationRequest.Certificate }, Start.AddDays(1), ServingChange.CertificateMade);
        Assert.Equal(RotationRequest.None, certificate.Asked);
        Assert.NotEqual(first.Leaf!.KeyPem, certificate.Leaf!.KeyPem);

        var authority = Decide(first with { Asked = RotationRequest.Authority }, Start.AddDays(1), ServingChange.NextAuthorityMade);
        Assert.Equal(RotationRequest.None, authority.Asked);
        Assert.Equal(first.Leaf, authority.Leaf);
        var again = Decide(authority with { Asked = RotationRequest.Authority }, Start.AddDays(1), ServingChange.Noted);
        Assert.Equal(authority.Next, again.Next);
    }

    [Fact]
    public void What_somebody_else_issued_is_served_until_there_is_something_better()
    {
        // As scripts leave it: a certificate and who signed it, but not the authority's key.
        var first = First();
        var foreign = new ServingState { Leaf = first.Leaf, Former = [first.Authority!.Certificate] };

        var adopted = Decide(foreign, Start.AddDays(1), ServingChange.NextAuthorityMade, ServingChange.Noted);

        Assert.Equal(first.Leaf, adopted.Leaf);
        Assert.Equal(first.Leaf!.NotAfter, adopted.FormerUntil);
        Assert.Equal([adopted.Next!.Certificate, first.Authority.Certificate], adopted.Trusted);
        var own = Decide(
            adopted with { NextTrustedSince = Start.AddDays(1) }, Start.AddDays(2), ServingChange.AuthorityChanged, ServingChange.CertificateMade);
        Assert.Equal([own.Authority!.Certificate, first.Authority.Certificate], own.Trusted);
    }

    [Fact]
    public void When_everything_has_expired_there_is_nothing_to_wait_for() =>
        Decide(First(), Start.AddDays(800), ServingChange.AuthorityMade, ServingChange.CertificateMade);

    [Fact]
    public void An_expired_certificate_of_a_good_authority_is_replaced_at_once() =>
        Decide(First(), Start.AddDays(100), ServingChange.CertificateMade);

    [Fact]
    public void A_certificate_for_other_names_is_replaced()
    {
        var (state, changes) = ServingPlan.Decide(First(), Terms with { Names = CertificateTerms.NamesOf("guard", "shop") }, Start.AddDays(1));

        Assert.Equal([ServingChange.CertificateMade], changes);
        Assert.True(state.Leaf!.Certificate.MatchesHostname("guard.shop.svc"));
    }

    [Fact]
    public void The_next_look_is_at_what_is_due_first()
    {
        var first = First();
        var far = Start.AddYears(10);

        Assert.Equal(Start.AddDays(60), ServingPlan.NextLook(first, Terms, Start, far));
        Assert.Equal(Start.AddMinutes(1), ServingPlan.NextLook(first, Terms, Start, Start.AddMinutes(1)));
        Assert.Equal(Start.AddMinutes(10), ServingPlan.NextLook(first with { NextTrustedSince = Start }, Terms, Start, far));
    }

    /// <summary>For twenty years: whoever signed what is served has been trusted for the grace.</summary>
    [Fact]
    public void Whatever_is_served_has_been_trusted_for_the_grace_at_every_moment()
    {
        var state = ServingState.None;
        var trustedSince = new Dictionary<string, DateTimeOffset>();
        for (var now = Start; now < Start.AddYears(20); now += TimeSpan.FromHours(31))
        {
            var before = state;
            (state, _) = ServingPlan.Decide(state, Terms, now);
            foreach (var authority in state.Trusted)
            {
                trustedSince.TryAdd(authority.Subject, now);
            }

            if (before != ServingState.None)
            {
                Assert.True(now - trustedSince[state.Leaf!.Certificate.Issuer] >= Terms.Grace || before.Leaf == state.Leaf);
                // A replica that has not heard of the change yet.
                Assert.True(before.Leaf!.NotAfter <= now || state.Trusted.Any(one => one.Subject == before.Leaf.Certificate.Issuer));
            }

            Assert.True(state.Leaf!.NotAfter - now > TimeSpan.FromDays(25), $"{now}: {state.Leaf.NotAfter}");
            Assert.InRange(state.Trusted.Count(), 1, 3);
            state = state.Next is null ? state : state with { NextTrustedSince = state.NextTrustedSince ?? now };
        }
    }

    private static ServingState First() => ServingPlan.Decide(ServingState.None, Terms, Start).State;

    /// <summary>The first authority with a certificate that was renewed month by month until then.</summary>
    private static ServingState Renewed(DateTimeOffset until)
    {
        var state = First();
        for (var now = Start; now <= until; now = now.AddDays(1))
        {
            (state, _) = ServingPlan.Decide(state, Terms, now);
        }

        return state;
    }

    private static ServingState Decide(ServingState state, DateTimeOffset now, params ServingChange[] expected)
    {
        var (decided, changes) = ServingPlan.Decide(state, Terms, now);
        Assert.Equal(expected, changes);
        return decided;
    }
}
