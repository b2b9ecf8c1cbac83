using EgressGuard.Bypass.Running;
using EgressGuard.Webhook.Tests.Deploy;

namespace EgressGuard.Bypass.Availability;

/// <summary>Class 25: a condition that fails while it is evaluated, so that the failure policy decides, and a webhook that fails open is passed by.</summary>
public sealed class MatchConditionTests
{
    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void Whatever_a_request_need_not_have_is_asked_for_before_it_is_read(string way) => Assert.All(
        Configurations.Webhooks(way).SelectMany(webhook => webhook["matchConditions"].Items()).Select(item => item["expression"]!.GetValue<string>()),
        expression => Assert.All(
            (string[])["request.userInfo.groups", "request.userInfo.username"],
            field => Assert.True(
                !expression.Contains(field, StringComparison.Ordinal) || expression.Contains($"has({field}) && ", StringComparison.Ordinal),
                $"{expression} reads {field}, which a request need not have; write has({field}) && in front.")));

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void Nothing_that_fails_closed_has_a_condition(string way) => Assert.All(
        (string[])["istio", "policy"], name => Assert.Null(Configurations.Webhook(way, name)["matchConditions"]));
}
