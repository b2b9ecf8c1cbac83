namespace EgressGuard.Core.Tests.Oracles;

/// <summary>
/// A second, naive implementation of one rule, written from the rule specification and not from the rule, over plain JSON. It knows no
/// model, no helper and no constant of the product.
/// </summary>
internal abstract class RuleOracle
{
    /// <summary>The rule's id.</summary>
    public abstract string Rule { get; }

    /// <summary>
    /// A random case. Values come from small pools in which the dangerous, the harmless and the almost dangerous are about equally
    /// likely, so that both answers are common.
    /// </summary>
    public abstract OracleCase Generate(Pick pick);

    /// <summary>The JSON pointers at which the specification asks for a finding, in any order; a place with two findings is named twice.</summary>
    public abstract IEnumerable<string> Violations(OracleCase @case);

    /// <summary>
    /// How many cases make up for 10,000 of the usual ones. An oracle that judges whole meshes takes as long for one of its cases as others
    /// do for hundreds.
    /// </summary>
    public virtual int CasesPerTenThousand => 10_000;

    /// <summary>What of the pointers is compared, on both sides alike: all of them, unless an oracle says why not.</summary>
    public virtual IEnumerable<string> Compared(IEnumerable<string> pointers) => pointers;
}
