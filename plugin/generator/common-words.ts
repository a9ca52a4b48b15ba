/** Everyday English words, as in the benchmark's texts. */
export const commonWords: readonly string[] = `
able above accept across act add afraid after again age agree air all almost alone along already also always amount
anger animal answer any appear apple area argue arm arrive art ask attempt aunt autumn away baby back bad bag ball band
bank bar base basket bath bear beat beautiful become bed before begin behind bell below bench best better between big bird
bit black blood blow blue board boat body bone book border borrow bottle bottom bowl box branch brave bread break breath
bridge bright bring brother brown brush build burn bus busy but buy cake call calm camera camp cap car card care carry
case catch cause center certain chain chair chance change cheap cheese child choose church circle city class clean clear
climb clock close cloth cloud coat coffee cold color come common compare complete cook cool copper corn corner cost cotton
count country couple course cover cross crowd cry cup current curtain cut damage dance danger dark daughter day deal dear
decide deep degree desk detail develop different dinner direct discuss distance divide doctor dog door doubt down draw
dream dress drink drive drop dry during dust each ear early earth east easy eat edge effect egg either electric else empty
end engine enjoy enough enter equal escape even evening event every exact example except expect eye face fact fair fall
false family famous far farm fast father fear feather feed feel few field fight figure fill film find fine finger finish
fire first fish fix flag flat flight floor flower fly fold food foot forest forget fork form forward free fresh friend
from front fruit full fun future game garden gate general gentle gift girl give glad glass goal gold good grain grand
grass gray great green ground group grow guess guide habit hair half hall hammer hand happen happy hard harvest hat head
health hear heart heat heavy help here hide high hill history hold hole holiday home honest hope horse hospital hour house
huge hundred hurry ice idea image inside island jacket join journey judge jump just keep key kind kitchen knee knife know
ladder lake lamp land language large last late laugh lead leaf learn least leave left lesson letter level library lift
light like limit line lip list listen little live local long look lose loud love low luck lunch machine main make many
map mark market matter meal mean measure meat meet member memory message metal middle might milk mind minute mirror mix
model modern money month moon more morning most mother mountain mouth move much music must name narrow nation near
neck need nephew never new news next nice night nobody noise north nose note nothing notice now number ocean offer office
often oil old once onion only open opinion orange order other outside oven over owner page paint pair paper parent park
part party pass past path pay peace pen people perhaps period person phone photo piano picture piece place plain plan
plant plate play please pocket point polite poor popular possible pot potato power present press pretty price prison
problem produce promise proud prove public pull purpose push quarter question quick quiet quite radio rain raise range
rather reach read ready real reason record red region remain remember repair repeat reply report rest result return
rice rich ride right ring rise river road rock roof room root rope rough round rule run sad safe sail salt same sand save
scale school science score sea season seat second secret see seed seem sell send sense serious serve settle seven shade
shake shape share sharp sheep sheet shelf ship shirt shoe shop short shoulder shout show side sign silver simple since
sing sister sit size skill skin sky sleep slow small smell smile smoke smooth snow soap soft soil soldier some song soon
sound soup south space speak special speed spend spoon sport spread spring square stage stair stamp stand star start
state station stay steam steel step stick still stone stop store storm story straight strange street strong student
study sudden sugar suggest summer sun support sure surface sweet swim system table tail take talk tall taste teach team
tell ten test thank theater then thick thin thing think third though thought thread three throat through throw ticket
tide tie tiger time tired title toe together tomorrow tongue tonight tool tooth top total touch toward towel tower town
trade train travel tree trip trouble truck trust try tunnel turn twelve twice under understand until upper use usual
valley value various vegetable very view village visit voice vote wait walk wall want war warm wash watch water wave way
weak wear weather week weigh well west wet wheel when whether while white whole why wide wife wild will win wind window
wine winter wish with within without woman wonder wood wool word work world worry worth write wrong yard year yellow yet
young zero
`
  .trim()
  .split(/\s+/)
  .filter((word) => word.length > 1 && !['false', 'true', 'null', 'none'].includes(word))
