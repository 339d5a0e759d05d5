using FsCheck;
using FsCheck.Fluent;

namespace Workflow.History.Tests;

/// <summary>RFC 8785: the numbers of its appendix B, its sorting example (§3.2.3) and its escapes (§3.2.2.2).</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_printed_as_ECMAScript_prints_them(string bits, string expected)
    {
        var number = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(expected, Canonical(number.ToString("E16", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_number_beyond_every_double_is_refused() => Assert.Throws<JsonException>(() => Canonical("1e400"));

    [Fact]
    public void Members_are_ordered_by_UTF_16_code_units()
    {
        using var ordered =
            JsonDocument.Parse(Canonical("""{ "\u20ac": 5, "\r": 1, "\ufb33": 7, "1": 2, "\ud83d\ude00": 6, "\u0080": 3, "\u00f6": 4 }"""));
        Assert.Equal(["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"],
            ordered.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void Only_what_must_be_escaped_is() => Assert.Equal(
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
        Canonical("""
            { "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }
            """));

    [Fact]
    public void Inner_objects_are_ordered_and_arrays_are_not() =>
        Assert.Equal("""{"a":{"b":1,"c":[2,1,{"x":0,"y":0}]},"z":[]}""", Canonical("""{"z":[],"a":{"c":[2,1,{"y":0,"x":0}],"b":1}}"""));

    [Fact]
    public void What_is_canonical_stays_as_it_is() => Prop.ForAll<string, double, long>((text, number, integer) =>
    {
        if (!double.IsFinite(number) || text is null)
            return;
        var once = Canonical(
            JsonSerializer.Serialize(new Dictionary<string, object> { [text] = number, ["n"] = new object[] { text, integer } }));
        Assert.Equal(once, Canonical(once));
        var read = JsonDocument.Parse(once).RootElement;
        Assert.Equal(number == 0 ? 0 : number, text == "n" ? number : read.GetProperty(text).GetDouble());
    }).QuickCheckThrowOnFailure();

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Canonicalise(Encoding.UTF8.GetBytes(json)));
}
