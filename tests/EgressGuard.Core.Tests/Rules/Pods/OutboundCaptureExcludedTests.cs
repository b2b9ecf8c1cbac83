using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Rules.Pods;

public sealed class OutboundCaptureExcludedTests
{
    private const string Rule = "EG303";
    private const string Traffic = "traffic.sidecar.istio.io/";

    private static readonly EgressPolicy Policy = EgressPolicy.Default with
    {
        Pods = new PodSettings { AllowedExcludedPorts = [443, 5432], AllowedExcludedIPRanges = ["10.96.0.0/12", "fd00::/64"] },
    };

    [Theory]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData(",", null)]
    [InlineData("443", null)]
    [InlineData(" 443 ,,5432", null)]
    [InlineData("0443", null)]
    [InlineData("80", "port '80'")]
    [InlineData("443,80", "port '80'")]
    [InlineData("80,81", "ports '80' and '81'")]
    [InlineData("0", "port '0'")]
    [InlineData("+443", "port '+443'")]
    [InlineData("4 43", "port '4 43'")]
    [InlineData("443-444", "port '443-444'")]
    [InlineData("443:444", "port '443:444'")]
    [InlineData("*", "port '*'")]
    [InlineData("99999999999999999999", "port '99999999999999999999'")]
    [InlineData("1,2,3,4,5,6", "ports '1', '2', '3', '4', '5' and 1 more")]
    public void Ports_outside_the_allowance_are_told(string value, string? told) => AssertTold(
        "excludeOutboundPorts",
        value,
        told is null ? null : $"takes {told} out of the redirection to the sidecar. "
            + "Connections to any address on such a port bypass the egress gateway.");

    [Theory]
    [InlineData("", null)]
    [InlineData(",,", null)]
    [InlineData("10.96.0.0/12", null)]
    [InlineData("10.96.0.0/12, fd00::/64", null)]
    [InlineData("10.96.0.0/13", "range '10.96.0.0/13'")]
    [InlineData("10.96.0.1/12", "range '10.96.0.1/12'")]
    [InlineData("0.0.0.0/1,128.0.0.0/1", "ranges '0.0.0.0/1' and '128.0.0.0/1'")]
    [InlineData("fd00::/64,::/0", "range '::/0'")]
    [InlineData("everything", "range 'everything'")]
    public void Ranges_outside_the_allowance_are_told(string value, string? told) => AssertTold(
        "excludeOutboundIPRanges",
        value,
        told is null ? null : $"takes {told} out of the redirection to the sidecar. Connections to such an address bypass the egress gateway.");

    [Theory]
    [InlineData("*", null)]
    [InlineData("", "is '', so no outbound connection is redirected to the sidecar. All of them bypass the egress gateway.")]
    [InlineData(" ", "is ' ', so only connections to these ranges are redirected to the sidecar. All others bypass the egress gateway.")]
    [InlineData(" *", "is ' *', so only connections to these ranges are redirected to the sidecar. All others bypass the egress gateway.")]
    [InlineData(
        "0.0.0.0/0",
        "is '0.0.0.0/0', so only connections to these ranges are redirected to the sidecar. All others bypass the egress gateway.")]
    public void Anything_but_the_star_is_told(string value, string? told) => AssertTold("includeOutboundIPRanges", value, told);

    [Theory]
    [InlineData("", null)]
    [InlineData(", ,", null)]
    [InlineData("eth0", "takes interface 'eth0' out of the redirection to the sidecar. "
        + "Connections that leave through such an interface bypass the egress gateway.")]
    public void Interfaces_are_told(string value, string? told) => AssertTold("excludeInterfaces", value, told);

    [Theory]
    [InlineData("REDIRECT", null)]
    [InlineData("TPROXY", null)]
    [InlineData("NONE", "so Istio sets up no redirection to the sidecar. Every connection of the pod bypasses the egress gateway.")]
    [InlineData("none", Unknown)]
    [InlineData("Redirect", Unknown)]
    [InlineData("REDIRECT ", Unknown)]
    [InlineData("", Unknown)]
    [InlineData("2", Unknown)]
    public void Modes_other_than_the_two_are_told(string value, string? told) =>
        AssertTold("sidecar.istio.io/interceptionMode", value, told is null ? null : $"is '{value}', {told}");

    private const string Unknown =
        "which is no mode that Istio knows. What it does to the redirection cannot be told, so it is not let through.";

    private static void AssertTold(string annotation, string value, string? told)
    {
        annotation = annotation.Contains('/', StringComparison.Ordinal) ? annotation : Traffic + annotation;

        var verdict = PodJudge.Judge(Rule, PodJudge.Pod(null, PodJudge.One(annotation, value)), Policy);

        Assert.Equal(
            told is null ? [] : [("/metadata/annotations/" + annotation.Replace("/", "~1", StringComparison.Ordinal), $"Annotation {annotation} {told}")],
            verdict.Findings.Select(finding => (finding.Pointer, finding.Message)));
    }
}
