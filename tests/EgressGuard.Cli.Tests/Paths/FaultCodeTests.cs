using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Tests.Paths;

public sealed class FaultCodeTests
{
    public static TheoryData<PathFaultCode> Codes { get; } = [.. Enum.GetValues<PathFaultCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_fault_has_a_name_a_place_in_the_specification_and_a_fix(PathFaultCode code)
    {
        Assert.Matches("^[a-z]+(-[a-z]+)*$", PathFaultCodes.NameOf(code));
        Assert.Matches("^[A-Z]+-?[A-Z0-9]*[0-9](, [A-Z]+-[A-Z0-9]*[0-9])*$", PathFaultCodes.ChecklistOf(code));
        Assert.Matches("^[A-Z].*[A-Za-z]\\.$", PathFaultRemedies.Of(code));
    }

    [Fact]
    public void Names_are_the_enums_words() => Assert.Equal("clear-text-to-tls-port", PathFaultCodes.NameOf(PathFaultCode.ClearTextToTlsPort));
}
