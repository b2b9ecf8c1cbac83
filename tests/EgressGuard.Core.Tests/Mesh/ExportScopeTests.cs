using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Tests.Mesh;

public sealed class ExportScopeTests
{
    [Theory]
    [InlineData("", "*", "*")]
    [InlineData("", ".", ".")]
    [InlineData(".", "*", ".")]
    [InlineData("a b", "*", "a b")]
    public void Takes_the_mesh_default_where_nothing_is_written(string written, string meshDefault, string expected) =>
        Assert.Equal(Split(expected), ExportScope.Effective(Split(written), Split(meshDefault)));

    // What a written list means to the owner's namespace (shop), to one that may be listed (edge), and to any other.
    [Theory]
    [InlineData("*", true, true, true)]
    [InlineData(".", true, false, false)]
    [InlineData("~", false, false, false)]
    [InlineData("edge", false, true, false)]
    [InlineData("edge blog", false, true, false)]
    [InlineData(". edge", true, true, false)]
    [InlineData("shop", true, false, false)]
    [InlineData(". shop", true, false, false)]
    [InlineData("* edge", true, true, true)]
    [InlineData("edge *", true, true, true)]
    [InlineData("~ edge", false, false, false)]
    [InlineData(". ~", false, false, false)]
    [InlineData("~ *", true, true, true)]
    [InlineData("Edge", false, false, false)]
    [InlineData("*.x ed* ns/edge", false, false, false)]
    public void Includes_who_is_meant(string exportTo, bool owner, bool listed, bool other)
    {
        Assert.Equal(owner, ExportScope.Includes(Split(exportTo), "shop", "shop"));
        Assert.Equal(listed, ExportScope.Includes(Split(exportTo), "shop", "edge"));
        Assert.Equal(other, ExportScope.Includes(Split(exportTo), "shop", "other"));
    }

    private static string[] Split(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
